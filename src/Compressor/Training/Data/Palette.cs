namespace RsdtrEdge.Compressor.Training.Data;

/// <summary>
/// Up to 256 different numbers of a plane, so that each takes one byte and comes back bit for bit. What an image file gives a network of the
/// image's own size is such: 8-bit samples, shifted and scaled. Arrays and images that were resampled hold more.
/// </summary>
internal sealed class Palette
{
    private const int Capacity = 256;

    private readonly Dictionary<int, byte> _codes = new(Capacity);
    private readonly float[] _values = new float[Capacity];

    /// <summary>Writes the code of each number, and takes up numbers that are new.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="codes">Their codes, as many.</param>
    /// <returns>Whether there was room for all; if not, what was written is of no use.</returns>
    public bool TryEncode(ReadOnlySpan<float> values, Span<byte> codes)
    {
        for (int i = 0; i < values.Length; i++)
        {
            int bits = BitConverter.SingleToInt32Bits(values[i]);
            if (!_codes.TryGetValue(bits, out byte code))
            {
                if (_codes.Count == Capacity)
                {
                    return false;
                }

                code = (byte)_codes.Count;
                _codes.Add(bits, code);
                _values[code] = values[i];
            }

            codes[i] = code;
        }

        return true;
    }

    /// <summary>The numbers of codes.</summary>
    /// <param name="codes">The codes.</param>
    /// <param name="values">Their numbers, as many.</param>
    public void Decode(ReadOnlySpan<byte> codes, Span<float> values)
    {
        ReadOnlySpan<float> table = _values;
        for (int i = 0; i < codes.Length; i++)
        {
            values[i] = table[codes[i]];
        }
    }
}
