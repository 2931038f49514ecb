using System.Globalization;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Gate;

/// <summary>
/// Holds a predicted time against <c>limits.latencyMs</c>: an error where it rests on times measured on the board with as many threads, a warning where it is an
/// estimate, where the times are in doubt, and where they are of other threads. What the board does is for <c>rsdtr-edge bench --budget</c> to tell.
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
            ? PredictedLatency.Of(milliseconds, machine, latency.RestMicroseconds is not null)
            : null;

    /// <summary>The breach; null where there is none. A limit on measured times that cannot be predicted, or is for other threads, is a warning.</summary>
    /// <param name="latency">The predicted time; null where there is none.</param>
    /// <param name="isMeasured">Whether a profile is known.</param>
    /// <param name="least">The least time of any choice, in nanoseconds; null where it is not known.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="model">The model's file.</param>
    /// <param name="refuted">What a measurement said against the prediction; null where there was none, or nothing to say.</param>
    public static Diagnostic? Check(
        PredictedLatency? latency, bool isMeasured, LeastFigure? least, ResolvedLimits limits, string model, RefutedTime? refuted = null)
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
            return latency.MissingThreads is { } missing
                ? BudgetGate.At(limits, LimitKind.LatencyMs, model, BudgetDiagnostics.LimitNotChecked, DiagnosticSeverity.Warning, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file}: the limit of {limit.Limit} ms, {LimitName.Of(limits, LimitKind.LatencyMs)}, was not checked for {ThreadText.Of(missing)}: {latency.Source}, says {Milliseconds(latency.Milliseconds)} ms. {AddThreads(missing)}"))
                : null;
        }

        string figure = string.Create(CultureInfo.InvariantCulture, $"{Milliseconds(latency.Milliseconds)} ms > {limit.Limit} ms at percentile {limit.Percentile}");
        (DiagnosticSeverity severity, string text) = latency switch
        {
            { IsEstimate: true } => (
                DiagnosticSeverity.Warning,
                $"an estimated {figure} ({latency.Source}; half or double is possible): nothing was measured on the board. Make a profile there with rsdtr-edge profile and give it with --profile, or measure with rsdtr-edge bench --budget."),
            { MissingThreads: { } asked } => (
                DiagnosticSeverity.Warning,
                $"a predicted median of {figure} ({latency.Source}, the nearest to {ThreadText.Of(asked)}): nothing was measured with as many. {AddThreads(asked)}"),
            { IsInDoubt: true } => (
                DiagnosticSeverity.Warning,
                $"a predicted median of {figure} ({latency.Source}): the times are in doubt ({BudgetDiagnostics.TimesInDoubt.Id}), so that nothing was refused for them. Mend the profile, or measure with rsdtr-edge bench --budget."),
            _ when refuted is { MeasuredMs: null } => (
                DiagnosticSeverity.Warning,
                $"a predicted median of {figure} ({latency.Source}): {Dense(refuted)}, and what the network takes since could not be measured, because other programs were running. Compress again on an idle machine."),
            _ when refuted?.MeasuredMs is { } measured && measured <= limit.Limit => (
                DiagnosticSeverity.Warning,
                $"a predicted median of {figure} ({latency.Source}): {Dense(refuted)}, and it was measured to take {Milliseconds(measured)} ms, inside the limit. The profile is wrong by that much: delete it and make it anew with rsdtr-edge profile."),
            _ => (DiagnosticSeverity.Error, $"a predicted median of {figure} ({latency.Source}): {Advice(limits, limit, least, refuted)}."),
        };
        return BudgetGate.At(limits, LimitKind.LatencyMs, model, BudgetDiagnostics.PredictedLatencyExceeded, severity, $"{file}: {text}");
    }

    private static string AddThreads(int threads) => string.Create(
        CultureInfo.InvariantCulture, $"Add times with rsdtr-edge profile --threads {threads}, or measure with rsdtr-edge bench --budget.");

    private static string Dense(RefutedTime refuted) =>
        $"{(refuted.DenseLayers == 1 ? "1 layer runs" : $"{refuted.DenseLayers} layers run")} dense, because with the chains the network was measured to be slower than the original";

    private static string Advice(ResolvedLimits limits, LatencyLimit limit, LeastFigure? least, RefutedTime? refuted)
    {
        string name = LimitName.ToRaise(limits, LimitKind.LatencyMs);
        if (least is null)
        {
            return $"feed smaller images, or raise {name}";
        }

        // Rounded up, so that the limit that is named can be met.
        string reached = Milliseconds(Math.Ceiling(least.Figure / 100.0) / 10_000);
        if (least.Figure <= limit.Limit * NanosecondsPerMillisecond)
        {
            return refuted is { MeasuredMs: { } measured }
                ? $"{reached} ms were predicted to be reached, but {Dense(refuted)}, and it was measured to take {Milliseconds(measured)} ms: feed smaller images, take a smaller network, or raise {name}"
                : $"{reached} ms can be reached, but no choice of ranks was found that meets it together with the other limits: feed smaller images, take a smaller network, or raise one of them";
        }

        IEnumerable<string> holders = least.Holders.Select(holder =>
            $"'{holder.Layer}' {Milliseconds(holder.Figure / NanosecondsPerMillisecond)} ms{(holder.Reason is { } reason ? $", {reason}" : "")}");
        return $"no choice of ranks is sure to go below {reached} ms, the errors to expect counted in ({string.Join("; ", holders.Append($"elsewhere {Milliseconds(least.Elsewhere / NanosecondsPerMillisecond)} ms"))}): "
            + $"feed smaller images, take a smaller network, or raise {name} to at least {reached}";
    }

    private static string Milliseconds(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
