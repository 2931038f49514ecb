using System.Globalization;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>A number of threads in words.</summary>
internal static class ThreadText
{
    /// <summary>Such as <c>1 thread</c> and <c>2 threads</c>.</summary>
    public static string Of(int threads) => string.Create(CultureInfo.InvariantCulture, $"{threads} {(threads == 1 ? "thread" : "threads")}");
}
