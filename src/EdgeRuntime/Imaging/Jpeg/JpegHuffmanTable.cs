namespace RsdtrEdge.Runtime.Imaging.Jpeg;

/// <summary>A Huffman code (ITU-T T.81, annex C): codes of up to <see cref="LookupBits"/> bits are found by one table access, longer ones by comparing with each length's range.</summary>
internal sealed class JpegHuffmanTable
{
    private const int LookupBits = 9;
    private const int MaximumLength = 16;

    private readonly byte[] _symbols;

    // Length in the high byte, symbol in the low one; 0 where the code is longer or undefined.
    private readonly ushort[] _lookup = new ushort[1 << LookupBits];

    // For each length: the first 16-bit value above its codes, and what leads from a code of this length to its symbol's index.
    private readonly int[] _limits = new int[MaximumLength + 1];
    private readonly int[] _offsets = new int[MaximumLength + 1];

    /// <summary>Builds the code.</summary>
    /// <param name="counts">Codes of each length from 1 to 16.</param>
    /// <param name="symbols">The symbols in the order of their codes.</param>
    public JpegHuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        _symbols = symbols.ToArray();
        int code = 0;
        int index = 0;
        for (int length = 1; length <= MaximumLength; length++)
        {
            int count = counts[length - 1];
            if (code + count > 1 << length)
            {
                throw new InvalidDataException("a Huffman table has more codes than its lengths allow");
            }

            _offsets[length] = index - code;
            if (length <= LookupBits)
            {
                for (int i = 0; i < count; i++)
                {
                    int shift = LookupBits - length;
                    _lookup.AsSpan((code + i) << shift, 1 << shift).Fill((ushort)((length << 8) | _symbols[index + i]));
                }
            }

            code += count;
            index += count;
            _limits[length] = code << (MaximumLength - length);
            code <<= 1;
        }
    }

    /// <summary>Decodes a symbol. At least 16 bits must have been asked for with <see cref="JpegBitReader.Fill"/>.</summary>
    public int Decode(ref JpegBitReader bits)
    {
        int entry = _lookup[bits.Peek(LookupBits)];
        if (entry != 0)
        {
            bits.Skip(entry >> 8);
            return entry & 0xFF;
        }

        return DecodeLong(ref bits);
    }

    private int DecodeLong(ref JpegBitReader bits)
    {
        int next = bits.Peek(MaximumLength);
        for (int length = LookupBits + 1; length <= MaximumLength; length++)
        {
            if (next < _limits[length])
            {
                bits.Skip(length);
                return _symbols[(next >> (MaximumLength - length)) + _offsets[length]];
            }
        }

        throw new InvalidDataException("its compressed data has a bit pattern that is no Huffman code");
    }
}
