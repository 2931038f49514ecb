using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Reports;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>The parts of a report that tell of layers and of predicted times.</summary>
internal static class ReportSections
{
    /// <summary>A layer.</summary>
    /// <param name="decision">What was decided for it.</param>
    /// <param name="before">Its predicted time as it was, in microseconds; null where that is unknown.</param>
    /// <param name="after">The same of what runs in its place.</param>
    public static LayerReport Layer(LayerDecision decision, double? before, double? after) => new(
        decision.Layer.Name,
        decision.Layer.WeightShape,
        decision.Factors?.Family ?? "dense",
        decision.Factors?.Ranks ?? [],
        (decision.Factors as RingFactors)?.Shift,
        decision.Factors?.Plan ?? "dense",
        decision.Factors?.Parameters ?? decision.Layer.StoredParameters,
        decision.Macs,
        decision.Error,
        decision.DenseReason)
    {
        MicrosecondsBefore = Rounded(before),
        MicrosecondsAfter = Rounded(after),
    };

    /// <summary>The predicted times of the network.</summary>
    /// <param name="times">The times.</param>
    /// <param name="decisions">What was decided for each layer.</param>
    public static LatencyReport Latency(NetworkTimes times, IReadOnlyList<LayerDecision> decisions) => new(
        Rounded(times.BeforeMicroseconds / 1000)!.Value,
        Rounded(times.After(decisions.Select(decision => decision.Factors)) / 1000)!.Value,
        times.Machine.Model.Source,
        times.Machine.Model.IsEstimate,
        times.Machine.Model.Threads,
        times.Machine.PredictionError)
    {
        AskedThreads = times.Machine.AskedThreads,
        IsNetworkTimed = times.IsTimed,
        Board = times.Machine.Board,
        OnnxRuntime = times.Machine.OnnxRuntime,
    };

    // To nanoseconds of milliseconds, and as fine of microseconds: no prediction is more exact.
    private static double? Rounded(double? value) => value is { } known ? Math.Round(known, 6) : null;
}
