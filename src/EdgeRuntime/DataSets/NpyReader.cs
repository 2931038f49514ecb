using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RsdtrEdge.Runtime.DataSets;

/// <summary>Reads the elements of one array from front to back.</summary>
internal sealed class NpyReader : IDisposable
{
    private const int ChunkBytes = 1 << 16;

    private readonly Stream _stream;

    private NpyReader(Stream stream, NpyHeader header) => (_stream, Header) = (stream, header);

    public NpyHeader Header { get; }

    /// <summary>Reads the header and checks that the data can be there.</summary>
    /// <param name="stream">The array's file or archive entry; belongs to the reader from now on.</param>
    /// <param name="length">The bytes that it has.</param>
    /// <exception cref="InvalidDataException">The array is damaged or of a kind that is not read.</exception>
    /// <exception cref="EndOfStreamException">The file ends early.</exception>
    public static NpyReader Open(Stream stream, long length)
    {
        try
        {
            NpyHeader header = NpyHeader.Read(stream);
            long needed = header.Count * header.ElementBytes;
            if (needed > length - header.Bytes)
            {
                throw new InvalidDataException(FormattableString.Invariant(
                    $"its shape {header.ShowShape()} takes {needed} bytes, the file holds {length - header.Bytes} after its header"));
            }

            return new NpyReader(stream, header);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next elements of an array of floating-point numbers; 64-bit ones are rounded to 32 bits.</summary>
    public void Read(Span<float> values)
    {
        if (Header.Element == NpyElement.Float32 && BitConverter.IsLittleEndian)
        {
            _stream.ReadExactly(MemoryMarshal.AsBytes(values));
            return;
        }

        ForEach(values.Length, values, static (bytes, element, targets, i) => targets[i] = element == NpyElement.Float64
            ? (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes)
            : BinaryPrimitives.ReadSingleLittleEndian(bytes));
    }

    /// <summary>Reads the next elements of an array of integers.</summary>
    public void Read(Span<long> values) =>
        ForEach(values.Length, values, static (bytes, element, targets, i) => targets[i] = element switch
        {
            NpyElement.UInt8 => bytes[0],
            NpyElement.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        });

    /// <summary>Passes over elements.</summary>
    public void Skip(long count)
    {
        long bytes = count * Header.ElementBytes;
        if (_stream.CanSeek)
        {
            _stream.Seek(bytes, SeekOrigin.Current);
            return;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (; bytes > 0; bytes -= ChunkBytes)
            {
                _stream.ReadExactly(buffer, 0, (int)Math.Min(bytes, ChunkBytes));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => _stream.Dispose();

    private delegate void Store<T>(ReadOnlySpan<byte> bytes, NpyElement element, Span<T> targets, int index);

    private void ForEach<T>(int count, Span<T> targets, Store<T> store)
    {
        int size = Header.ElementBytes;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (int start = 0; start < count;)
            {
                int part = Math.Min(count - start, ChunkBytes / size);
                ReadOnlySpan<byte> bytes = buffer.AsSpan(0, part * size);
                _stream.ReadExactly(buffer, 0, part * size);
                for (int i = 0; i < part; i++)
                {
                    store(bytes[(i * size)..], Header.Element, targets, start + i);
                }

                start += part;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
