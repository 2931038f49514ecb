using System.Numerics;

namespace RsdtrEdge.Runtime.Monitoring;

/// <summary>
/// How durations fall into buckets: each power of two is cut into 256 equal parts, and below 512 every nanosecond is one (the log-linear
/// layout of Gil Tene's HdrHistogram). A bucket is so at most 1/256 as wide as the least duration in it, and its middle at most
/// <see cref="RelativeError"/> away from any.
/// </summary>
internal static class LatencyBuckets
{
    private const int Bits = 8;
    private const long Parts = 1 << Bits;

    /// <summary>How far the middle of a bucket may be from a duration in it, relative to the duration: 1/512.</summary>
    public const double RelativeError = 1.0 / (2 * Parts);

    /// <summary>The longest duration that has a bucket, in nanoseconds: 73 minutes.</summary>
    public const long Longest = (1L << 42) - 1;

    /// <summary>The number of buckets.</summary>
    public static readonly int Count = IndexOf(Longest) + 1;

    /// <summary>The bucket of a duration in nanoseconds, from 0 to <see cref="Longest"/>.</summary>
    public static int IndexOf(long nanoseconds)
    {
        int shift = Math.Max(0, BitOperations.Log2((ulong)nanoseconds) - Bits);
        return (shift << Bits) + (int)(nanoseconds >> shift);
    }

    /// <summary>The least duration in a bucket.</summary>
    public static long LeastOf(int index) => index < 2 * Parts ? index : ((index & (Parts - 1)) + Parts) << ShiftOf(index);

    /// <summary>The longest duration in a bucket.</summary>
    public static long MostOf(int index) => LeastOf(index) + (1L << ShiftOf(index)) - 1;

    /// <summary>The middle of a bucket.</summary>
    public static double MiddleOf(int index) => (LeastOf(index) + MostOf(index)) / 2.0;

    private static int ShiftOf(int index) => index < 2 * Parts ? 0 : (index >> Bits) - 1;
}
