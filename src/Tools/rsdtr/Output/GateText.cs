using RsdtrEdge.Compressor.Gate;
using Spectre.Console;

namespace RsdtrEdge.Tools.Rsdtr.Output;

/// <summary>What the gate says, as text.</summary>
internal static class GateText
{
    /// <summary>Writes the figures beside their limits, and the verdict.</summary>
    public static void Write(GateResult result, TextWriter writer)
    {
        Table table = TextTables.Create("", "figure", "limit");
        void Row(string name, string figure, string? limit) => table.Add(name, figure, limit ?? "");
        Row("parameters", Figures.Count(result.Figures.Parameters), result.Budget.Parameters is { } parameters ? Figures.Count(parameters) : null);
        Row("FLOPs (2 x MACs)", Figures.Count(result.Figures.Flops), result.Budget.Flops is { } flops ? Figures.Count(flops) : null);
        Row("bytes", Figures.Count(result.Figures.Bytes), result.Budget.ModelBytes is { } bytes ? Figures.Count(bytes) : null);
        Row("peak activation bytes (estimate)", Figures.Count(result.Figures.PeakActivationBytes), result.Budget.PeakActivationBytes is { } peak ? Figures.Count(peak) : null);
        if (result.Latency is { } latency)
        {
            Row($"{(latency.IsEstimate ? "estimated" : "predicted")} ms", Figures.Milliseconds(latency.Milliseconds), result.Budget.LatencyMs is { } most ? Figures.Milliseconds(most) : null);
        }

        if (result.Receipt is { } receipt)
        {
            Row("relative output error", Figures.Error(receipt.OutputError), result.Budget.MaxOutputError is { } error ? $"at most {Figures.Error(error)}" : null);
            Row("agreement", Figures.Percent(receipt.Agreement), result.Budget.MinAgreement is { } agreement ? $"at least {Figures.Percent(agreement)}" : null);
        }

        table.WriteTo(writer);
        if (result.Latency is { } told)
        {
            writer.WriteLine($"ms by {CompressionText.Source(told.Source, told.MissingThreads, told.IsNetworkTimed)}");
        }

        writer.WriteLine(result.IsMet ? "inside the budget" : "outside the budget");
    }
}
