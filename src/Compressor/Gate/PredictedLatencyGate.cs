using System.Globalization;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Gate;

/// <summary>
/// Holds a predicted time against <c>limits.latencyMs</c>: an error where it rests on times measured on the board, a warning where it is an
/// estimate. What the board does is for <c>rsdtr-edge bench --budget</c> to tell.
/// </summary>
internal static class PredictedLatencyGate
{
    private const double NanosecondsPerMillisecond = 1e6;

    /// <summary>Whether a predicted time is within the limit, or one of the two is not there.</summary>
    public static bool IsInside(ResolvedLimits limits, PredictedLatency? latency) => !(latency?.Milliseconds > limits.Budget.Limits.LatencyMs?.Limit);

    /// <summary>The time of a network; null where nothing is known of the machine, or not enough of the network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="machine">What is known of the machine; null for nothing.</param>
    /// <param name="cancellation">Stops the work between nodes.</param>
    /// <exception cref="RsdtrException">The graph or a node is not well formed (RSDTR1003, RSDTR1009).</exception>
    public static PredictedLatency? Predict(OnnxModel network, MachineTimes? machine, CancellationToken cancellation) =>
        machine is not null && NetworkLatency.Predict(network, machine.Model, cancellationToken: cancellation) is { Milliseconds: { } milliseconds } latency
            ? new PredictedLatency(milliseconds, machine.Model.Source, machine.Model.IsEstimate, latency.RestMicroseconds is not null)
            : null;

    /// <summary>The breach; null where there is none. A limit on measured times that cannot be predicted is a warning.</summary>
    /// <param name="latency">The predicted time; null where there is none.</param>
    /// <param name="isMeasured">Whether a profile is known.</param>
    /// <param name="least">The least time of any choice, in nanoseconds; null where it is not known.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="model">The model's file.</param>
    public static Diagnostic? Check(PredictedLatency? latency, bool isMeasured, LeastFigure? least, ResolvedLimits limits, string model)
    {
        if (limits.Budget.Limits.LatencyMs is not { } limit)
        {
            return null;
        }

        string file = Path.GetFileName(model);
        if (latency is null)
        {
            return isMeasured
                ? BudgetGate.At(limits, LimitKind.LatencyMs, model, BudgetDiagnostics.LimitNotChecked, DiagnosticSeverity.Warning, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file}: the limit of {limit.Limit} ms, {LimitName.Of(limits, LimitKind.LatencyMs)}, was not checked: the time of some operator, or the size of its input, is not known. rsdtr-edge bench --budget measures on the board."))
                : null;
        }

        if (latency.Milliseconds <= limit.Limit)
        {
            return null;
        }

        string figure = string.Create(CultureInfo.InvariantCulture, $"{Milliseconds(latency.Milliseconds)} ms > {limit.Limit} ms at percentile {limit.Percentile}");
        return latency.IsEstimate
            ? BudgetGate.At(limits, LimitKind.LatencyMs, model, BudgetDiagnostics.PredictedLatencyExceeded, DiagnosticSeverity.Warning,
                $"{file}: an estimated {figure} ({latency.Source}; half or double is possible): nothing was measured on the board. Make a profile there with rsdtr-edge profile and give it with --profile, or measure with rsdtr-edge bench --budget.")
            : BudgetGate.At(limits, LimitKind.LatencyMs, model, BudgetDiagnostics.PredictedLatencyExceeded, DiagnosticSeverity.Error,
                $"{file}: a predicted median of {figure} ({latency.Source}): {Advice(limits, limit, least)}.");
    }

    private static string Advice(ResolvedLimits limits, LatencyLimit limit, LeastFigure? least)
    {
        string name = LimitName.Of(limits, LimitKind.LatencyMs);
        if (least is null)
        {
            return $"feed smaller images, or raise {name}";
        }

        // Rounded up, so that the limit that is named can be met.
        string reached = Milliseconds(Math.Ceiling(least.Figure / 100.0) / 10_000);
        if (least.Figure <= limit.Limit * NanosecondsPerMillisecond)
        {
            return $"{reached} ms can be reached, but no choice of ranks was found that meets it together with the other limits: feed smaller images, take a smaller network, or raise one of them";
        }

        IEnumerable<string> holders = least.Holders.Select(holder =>
            $"'{holder.Layer}' {Milliseconds(holder.Figure / NanosecondsPerMillisecond)} ms{(holder.Reason is { } reason ? $", {reason}" : "")}");
        return $"no choice of ranks is sure to go below {reached} ms, the errors to expect counted in ({string.Join("; ", holders.Append($"elsewhere {Milliseconds(least.Elsewhere / NanosecondsPerMillisecond)} ms"))}): "
            + $"feed smaller images, take a smaller network, or raise {name} to at least {reached}";
    }

    private static string Milliseconds(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
