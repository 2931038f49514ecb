using System.Globalization;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Training;
using Spectre.Console;

namespace RsdtrEdge.Tools.Rsdtr.Output;

/// <summary>What a compression did, as text.</summary>
internal static class CompressionText
{
    // A choice nearer to the bound than this is as good as the best.
    private const double LargestGap = 0.01;

    private const string LatencyObjective = "latency";

    /// <summary>Writes the layers, and the figures before and after.</summary>
    public static void Write(CompressionReport report, TextWriter writer)
    {
        if (report.Layers.Count > 0)
        {
            WriteLayers(report, writer);
        }

        WriteFigures(report, writer);
        if (report.Allocation is { } allocation)
        {
            writer.WriteLine(Steering(allocation));
            if (Gap(allocation) is { } gap)
            {
                writer.WriteLine(gap);
            }

            if (allocation.Latency is { } latency)
            {
                writer.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"predicted {latency.BeforeMs:G3} -> {latency.AfterMs:G3} ms, {Figures.Speedup(latency.BeforeMs / latency.AfterMs)} ({Source(latency)})"));
            }
        }

        if (report.Guarantee is { } guarantee)
        {
            writer.WriteLine(guarantee.ToText());
        }

        if (report.FineTuning is { } training)
        {
            WriteTraining(training, writer);
        }

        if (report.Receipt is { } receipt)
        {
            WriteReceipt(receipt, writer);
        }
    }

    /// <summary>The verdict, and what became of the network, in one line.</summary>
    /// <param name="verdict">Whether the budget is met.</param>
    /// <param name="hasBudget">Whether there was one.</param>
    /// <param name="target">The file that was written; null where none was.</param>
    public static string VerdictLine(Verdict verdict, bool hasBudget, string? target)
    {
        string text = Of(verdict, hasBudget);
        return target is null ? $"{text}; nothing written" : $"{text}; written to {target}";
    }

    /// <summary>The verdict in words.</summary>
    /// <param name="verdict">Whether the budget is met.</param>
    /// <param name="hasBudget">Whether there was one.</param>
    public static string Of(Verdict verdict, bool hasBudget) => verdict switch
    {
        Verdict.PassedThrough => "inside the budget already: passed through unchanged",
        Verdict.Met => hasBudget ? "inside the budget" : "done",
        _ => "outside the budget",
    };

    /// <summary>What the errors of layers were weighed by.</summary>
    public static string Steering(AllocationReport allocation) => allocation.Steering == SteeringKinds.Images
        ? $"ranks steered by {allocation.Steering}"
        : $"ranks steered by {allocation.Steering}: no images were given (--calibration)";

    /// <summary>How far the choice may be from the best there is; null where it is as good.</summary>
    public static string? Gap(AllocationReport allocation)
    {
        if (allocation.Objective == LatencyObjective && allocation.LossBound is not null)
        {
            return $"least loss x time: loss of the choice {Figures.Loss(allocation.Loss)}, without regard to time at least {Figures.Loss(allocation.LossBound)}";
        }

        if (allocation.LossBound is { } bound && allocation.Loss > bound * (1 + LargestGap))
        {
            string above = bound > 0 ? $"at most {Figures.Percent((allocation.Loss / bound) - 1)} above the least there may be" : "the least there may be is not known";
            return $"loss of the choice {Figures.Loss(allocation.Loss)}, {above} (bound {Figures.Loss(bound)})";
        }

        return null;
    }

    /// <summary>What predicted times come from, and how far those of single layers are off; of the whole network that is no bound.</summary>
    public static string Source(LatencyReport latency)
    {
        string error = latency.PredictionError is { } share ? string.Create(CultureInfo.InvariantCulture, $", median error of single layers {100 * share:F0} %") : "";
        return Source(latency.Source, latency.AskedThreads == latency.Threads ? null : latency.AskedThreads, latency.IsNetworkTimed) + error;
    }

    /// <summary>What predicted times come from.</summary>
    /// <param name="source">The profile or the estimate.</param>
    /// <param name="missingThreads">The threads that were asked for where it has none; null where it has them.</param>
    /// <param name="isNetworkTimed">Whether the whole network was timed.</param>
    public static string Source(string source, int? missingThreads, bool isNetworkTimed)
    {
        string asked = missingThreads is { } threads ? string.Create(CultureInfo.InvariantCulture, $", nearest to the {threads} asked for") : "";
        return $"{source}{asked}{(isNetworkTimed ? ", the whole network timed" : "")}";
    }

    /// <summary>What was fed for the comparison with the original.</summary>
    public static string Inputs(Receipt receipt) =>
        receipt.Inputs == InputKinds.Images ? $"{receipt.Images} images" : $"{receipt.Images} seeded noise inputs (no statement about accuracy)";

    private static void WriteLayers(CompressionReport report, TextWriter writer)
    {
        Table table = TextTables.Create("layer", "<kernel", "<family", "<ranks", "<plan", "parameters", "MACs", "relative error", "<dense because");
        foreach (LayerReport layer in report.Layers)
        {
            table.Add(
                layer.Name, string.Join('x', layer.Shape), layer.Family, string.Join(',', layer.Ranks), layer.Plan,
                Figures.Count(layer.Parameters), Figures.Count(layer.Macs), Figures.Error(layer.Error), layer.Reason ?? "");
        }

        table.WriteTo(writer);
    }

    private static void WriteFigures(CompressionReport report, TextWriter writer)
    {
        Table table = TextTables.Create("", "before", "after", "of before", "limit");
        foreach ((string name, long? before, long? after, long? limit) in FigureRow.Of(report))
        {
            table.Add(name, Figures.Count(before), Figures.Count(after), Figures.Share(after, before), limit is null ? "" : Figures.Count(limit));
        }

        table.WriteTo(writer);
    }

    private static void WriteTraining(FineTuningReport training, TextWriter writer)
    {
        writer.WriteLine($"trained {FineTuneText.Best(training)}; on {Figures.Count(training.After.Images)} others:");
        writer.WriteLine($"  before  {FineTuneText.Of(training.Before)}");
        writer.WriteLine($"  after   {FineTuneText.Of(training.After)}");
    }

    private static void WriteReceipt(Receipt receipt, TextWriter writer)
    {
        writer.WriteLine($"relative output error {Figures.Error(receipt.OutputError)} on {Inputs(receipt)}");
        if (receipt.Agreement is { } agreement)
        {
            writer.WriteLine($"same top-1 class as the original {Figures.Percent(agreement)}");
        }

        if (receipt.Top1Before is { } before)
        {
            writer.WriteLine($"top-1 {Figures.Percent(before)} before, {Figures.Percent(receipt.Top1After)} after");
        }

        if (receipt.LabelsIgnored is { } fault)
        {
            writer.WriteLine($"top-1 is left out, because the data {fault}");
        }
    }
}
