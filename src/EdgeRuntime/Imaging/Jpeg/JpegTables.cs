using System.Buffers.Binary;
using System.Globalization;

namespace RsdtrEdge.Runtime.Imaging.Jpeg;

/// <summary>The tables that a file has defined so far (ITU-T T.81, B.2.4).</summary>
internal sealed class JpegTables
{
    private readonly int[]?[] _steps = new int[4][];
    private readonly JpegHuffmanTable?[] _dc = new JpegHuffmanTable[4];
    private readonly JpegHuffmanTable?[] _ac = new JpegHuffmanTable[4];

    /// <summary>MCUs between restart markers; 0 where there are none.</summary>
    public int RestartInterval { get; private set; }

    /// <summary>The quantization steps of a table in row-by-row order. A later definition makes a new array.</summary>
    public int[] Steps(int table) => _steps[table] ?? throw Missing("quantization", table);

    public JpegHuffmanTable Dc(int table) => (table < 4 ? _dc[table] : null) ?? throw Missing("DC Huffman", table);

    public JpegHuffmanTable Ac(int table) => (table < 4 ? _ac[table] : null) ?? throw Missing("AC Huffman", table);

    public void DefineQuantization(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            (int precision, int table) = (data[0] >> 4, data[0] & 15);
            int length = 64 * (precision + 1);
            if (precision > 1 || table > 3 || data.Length < 1 + length)
            {
                throw new InvalidDataException("a quantization table is damaged");
            }

            int[] steps = new int[64];
            for (int k = 0; k < 64; k++)
            {
                int step = precision == 0 ? data[1 + k] : BinaryPrimitives.ReadUInt16BigEndian(data[(1 + (2 * k))..]);
                steps[JpegZigZag.ToNatural[k]] = step;
            }

            _steps[table] = steps;
            data = data[(1 + length)..];
        }
    }

    public void DefineHuffman(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            (int kind, int table) = (data[0] >> 4, data[0] & 15);
            int count = 0;
            for (int i = 1; i <= 16 && i < data.Length; i++)
            {
                count += data[i];
            }

            if (kind > 1 || table > 3 || count > 256 || data.Length < 17 + count)
            {
                throw new InvalidDataException("a Huffman table is damaged");
            }

            (kind == 0 ? _dc : _ac)[table] = new JpegHuffmanTable(data.Slice(1, 16), data.Slice(17, count));
            data = data[(17 + count)..];
        }
    }

    public void DefineRestartInterval(ReadOnlySpan<byte> data)
    {
        if (data.Length != 2)
        {
            throw new InvalidDataException("the restart interval has a wrong length");
        }

        RestartInterval = BinaryPrimitives.ReadUInt16BigEndian(data);
    }

    private static InvalidDataException Missing(string kind, int table) =>
        new(string.Create(CultureInfo.InvariantCulture, $"it uses {kind} table {table} without defining it"));
}
