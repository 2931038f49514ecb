using System.Globalization;

namespace RsdtrEdge.Compressor.Latency;

/// <summary>Numbers of threads in sentences.</summary>
internal static class ThreadText
{
    /// <summary>A number of threads, such as "1 thread" or "4 threads".</summary>
    public static string Of(int threads) => string.Create(CultureInfo.InvariantCulture, $"{threads} thread{(threads == 1 ? "" : "s")}");
}
