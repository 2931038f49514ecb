using System.Text.Json;
using System.Text.Json.Nodes;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>A budget file whose only limit is a time: limits on counts are given beside it.</summary>
internal static class TimeBudget
{
    /// <summary>Writes the file.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="milliseconds">The most that the median of one image's time may be, as the profile predicts it.</param>
    /// <param name="threads">The threads that it is measured with.</param>
    public static void Write(string path, double milliseconds, int threads) => File.WriteAllText(
        path,
        new JsonObject
        {
            ["name"] = Path.GetFileNameWithoutExtension(path),
            ["limits"] = new JsonObject
            {
                ["latencyMs"] = new JsonObject { ["percentile"] = 50, ["limit"] = milliseconds, ["threads"] = threads },
            },
        }.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
}
