using System.Numerics;

namespace RsdtrEdge.Samples.ShapeImages;

/// <summary>
/// The numbers that one image is drawn with: xoshiro256** seeded through SplitMix64 (Blackman and Vigna, "Scrambled linear
/// pseudorandom number generators", 2021). Written out here because the sequence of <see cref="Random"/> may change with .NET.
/// </summary>
internal sealed class RandomStream
{
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>Starts the stream of one image; the streams of different images and seeds are unrelated.</summary>
    /// <param name="seed">The series' seed.</param>
    /// <param name="index">The image's number in the series.</param>
    public RandomStream(ulong seed, int index)
    {
        ulong state = seed;
        state = SplitMix(ref state) + (ulong)index;
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    /// <summary>A number from 0 (inclusive) to 1 (exclusive), a multiple of 2^-24.</summary>
    public float Uniform() => (NextBits() >> 40) * (1f / (1 << 24));

    /// <summary>A number from one bound to the other.</summary>
    /// <param name="low">The lower bound.</param>
    /// <param name="high">The upper bound.</param>
    public float Between(float low, float high) => low + ((high - low) * Uniform());

    /// <summary>A whole number from <paramref name="low"/> (inclusive) to <paramref name="high"/> (exclusive).</summary>
    /// <param name="low">The lower bound.</param>
    /// <param name="high">The upper bound.</param>
    public int Next(int low, int high) => low + (int)((high - low) * Uniform());

    /// <summary>True with a probability.</summary>
    /// <param name="probability">The probability, 0 to 1.</param>
    public bool Chance(float probability) => Uniform() < probability;

    /// <summary>
    /// A number with mean 0 and variance 1, near enough to a normal distribution for sensor noise: a sum of four uniform numbers,
    /// which needs no function whose last bit differs between processors.
    /// </summary>
    public float Noise() => (Uniform() + Uniform() + Uniform() + Uniform() - 2) * 1.7320508f;

    /// <summary>A direction: a vector of length 1.</summary>
    public Vector2 Direction()
    {
        (float sin, float cos) = MathF.SinCos(Between(0, MathF.Tau));
        return new Vector2(cos, sin);
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }
}
