using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace RsdtrEdge.Runtime.Imaging.Jpeg;

/// <summary>
/// Reads the bits of entropy-coded data, most significant first, dropping the zero byte that follows each 0xFF (ITU-T T.81, F.2.2.5).
/// At a marker or the file's end it goes on with zero bits and counts them, so that decoding needs no check for each bit: <see cref="IsExhausted"/> tells.
/// </summary>
internal ref struct JpegBitReader
{
    private readonly ReadOnlySpan<byte> _data;
    private int _position;

    // The next bit is the highest; below the valid bits there are zeros.
    private ulong _bits;
    private int _count;
    private bool _atMarker;

    public JpegBitReader(ReadOnlySpan<byte> data, int position)
    {
        _data = data;
        _position = position;
    }

    /// <summary>The position after the bytes that were taken; at a marker, the marker's 0xFF.</summary>
    public readonly int Position => _position;

    /// <summary>Whether more bits have been consumed than the data had.</summary>
    public readonly bool IsExhausted => _count < 0;

    /// <summary>Makes at least 32 bits ready: a Huffman code (16) and the bits that follow it (15).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fill()
    {
        if (_count < 32)
        {
            FillMore();
        }
    }

    /// <summary>The next <paramref name="count"/> bits (1 to 16), without taking them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Peek(int count) => (int)(_bits >> (64 - count));

    /// <summary>Takes <paramref name="count"/> bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count)
    {
        _bits <<= count;
        _count -= count;
    }

    /// <summary>Takes <paramref name="count"/> bits (1 to 16) as an unsigned number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(int count)
    {
        int value = Peek(count);
        Skip(count);
        return value;
    }

    /// <summary>Takes a coefficient of the given category (1 to 16 bits): a leading 0 means negative (ITU-T T.81, F.2.2.1, EXTEND).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadSigned(int category)
    {
        int sign = (int)((long)_bits >> 63);
        int value = Read(category);
        return value + (~sign & (1 - (1 << category)));
    }

    /// <summary>Passes the restart marker that must follow here, dropping the bits that fill the last byte (ITU-T T.81, F.2.2.4, E.2.4).</summary>
    /// <param name="expected">The marker's second byte.</param>
    public void PassRestart(byte expected)
    {
        // Bytes taken ahead cannot include the marker, but they can lie between here and it if the data is damaged: then the interval is too long.
        int position = _position;
        int unread = _count;
        while (position < _data.Length - 1 && _data[position] == 0xFF && _data[position + 1] == 0xFF)
        {
            position++;
        }

        if (unread is < 0 or >= 8 || position >= _data.Length - 1 || _data[position] != 0xFF || _data[position + 1] != expected)
        {
            throw new InvalidDataException("a restart marker is missing or out of order");
        }

        (_position, _bits, _count, _atMarker) = (position + 2, 0, 0, false);
    }

    private void FillMore()
    {
        if (_count >= 0 && _position <= _data.Length - 4)
        {
            uint word = BinaryPrimitives.ReadUInt32BigEndian(_data[_position..]);
            // The classic test for a byte of a given value, here 0xFF: a zero byte in the complement.
            if (((~word - 0x01010101) & word & 0x80808080) == 0)
            {
                _bits |= (ulong)word << (32 - _count);
                _count += 32;
                _position += 4;
                return;
            }
        }

        while (_count <= 56 && !_atMarker)
        {
            if (_position >= _data.Length)
            {
                _atMarker = true;
                break;
            }

            byte value = _data[_position];
            if (value == 0xFF)
            {
                if (_position + 1 >= _data.Length || _data[_position + 1] != 0)
                {
                    _atMarker = true;
                    break;
                }

                _position++;
            }

            _position++;
            _bits |= (ulong)value << (56 - _count);
            _count += 8;
        }
    }
}
