namespace RsdtrEdge.Runtime.DataSets;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014): written here because the sequence of
/// <see cref="Random"/> is not promised to outlast a .NET version, and the same seed must take the same images for ever.
/// </summary>
/// <param name="seed">Any number; equal seeds give equal sequences.</param>
public sealed class SeededGenerator(long seed)
{
    private ulong _state = unchecked((ulong)seed);

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            ulong z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>The next number from 0 up to but not including <paramref name="bound"/>, each equally likely.</summary>
    /// <param name="bound">1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is below 1.</exception>
    public int NextInt32(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        ulong range = (ulong)bound;

        // The 2^64 mod bound lowest values are drawn again: what remains divides evenly.
        ulong threshold = (0 - range) % range;
        ulong value;
        do
        {
            value = NextUInt64();
        }
        while (value < threshold);

        return (int)(value % range);
    }

    /// <summary>The next sample of the standard normal distribution: of two uniform numbers, by Box and Muller ("A Note on the Generation of Random Normal Deviates", 1958; the cosine alone).</summary>
    public double NextNormal()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextUniform()));
        return radius * Math.Cos(2 * Math.PI * NextUniform());
    }

    /// <summary>Puts the items in a random order (Fisher and Yates; Durstenfeld, "Algorithm 235", 1964).</summary>
    /// <param name="items">The items.</param>
    /// <typeparam name="T">Their type.</typeparam>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    // From 0 up to but not including 1, in steps of 2^-53.
    private double NextUniform() => (NextUInt64() >> 11) * (1.0 / (1L << 53));
}
