using System.Text.Json;

namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>What a network stores and computes.</summary>
/// <param name="Parameters">Stored numbers.</param>
/// <param name="Flops">FLOPs of one image.</param>
internal readonly record struct NetworkCost(long Parameters, long Flops)
{
    /// <summary>What a compressed network has, by a report that the tool wrote.</summary>
    public static NetworkCost ReadAfter(string report)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(report));
        JsonElement after = document.RootElement.GetProperty("after");
        return new NetworkCost(after.GetProperty("parameters").GetInt64(), after.GetProperty("flops").GetInt64());
    }
}
