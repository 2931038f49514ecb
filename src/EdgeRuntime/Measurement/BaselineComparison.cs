using System.Collections.Immutable;
using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>
/// Holds a measurement against an earlier one of the same board. The block medians of both are compared by the one-sided test of Mann and Whitney at 1 %, and
/// the medians of these by the change that is allowed: a regression is both, so that neither chance nor a difference too small to matter is one. Where both
/// were measured in turns with another model, the ratios of neighbouring blocks, again by the medians of up to 32 groups, take the place of times: what makes the whole machine slower falls on both.
/// </summary>
/// <param name="Change">How many times as long it takes as the baseline.</param>
/// <param name="Probability">The probability of such a difference or a larger one, were there none.</param>
/// <param name="Allowed">The change that is allowed, such as 1.05.</param>
/// <param name="IsPaired">Whether ratios to the same model were compared.</param>
public sealed record BaselineComparison(double Change, double Probability, double Allowed, bool IsPaired)
{
    /// <summary>The change that is allowed where nothing else is said.</summary>
    public const double UsualAllowed = 1.05;

    /// <summary>The probability below which a difference is not taken for chance.</summary>
    public const double Significance = 0.01;

    /// <summary>Whether it is a regression.</summary>
    public bool IsRegression => Change > Allowed && Probability < Significance;

    /// <summary>Compares.</summary>
    /// <param name="report">The measurement.</param>
    /// <param name="baseline">The earlier one.</param>
    /// <param name="allowed">The change that is allowed, above 1.</param>
    /// <param name="allowsVoid">Whether a baseline that is void is taken all the same.</param>
    /// <param name="file">The baseline's file, for errors.</param>
    /// <exception cref="RsdtrException">RSDTR4010: they cannot be compared.</exception>
    public static BaselineComparison Of(LatencyReport report, LatencyReport baseline, double allowed = UsualAllowed, bool allowsVoid = false, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentOutOfRangeException.ThrowIfLessThan(allowed, 1);
        RequireSame("board", report.Board.Model, baseline.Board.Model, file);
        RequireSame("processor", report.Board.Cpu, baseline.Board.Cpu, file);
        RequireSame("governor", report.Board.Governor, baseline.Board.Governor, file);
        RequireSame("power mode", report.Board.PowerMode, baseline.Board.PowerMode, file);
        RequireSame("number of threads", Text(report.Threads), Text(baseline.Threads), file);
        RequireSame("execution provider", report.Provider ?? ExecutionProvider.Processor, baseline.Provider ?? ExecutionProvider.Processor, file);
        RequireSameInput("input shape", report.InputShape, baseline.InputShape, file);
        if (baseline.Void && !allowsVoid)
        {
            throw Unusable($"the baseline is void ({baseline.VoidReasons[0]}): make it anew, or add --force", file);
        }

        // Ratios are of the other model's time to this one's: the reciprocals grow with this one's time.
        bool isPaired = report.Against is not null && baseline.Against is not null;
        double[] now = isPaired ? Blocks.MediansOfRatios(report.Against!.Ratios.Select(ratio => 1 / ratio)) : [.. report.BlockMs];
        double[] before = isPaired ? Blocks.MediansOfRatios(baseline.Against!.Ratios.Select(ratio => 1 / ratio)) : [.. baseline.BlockMs];
        if (report.Against is null != baseline.Against is null)
        {
            throw Unusable("one of the two was measured in turns with another model and the other alone: use --against for both or for none", file);
        }

        if (isPaired)
        {
            RequireSameInput("input shape of the other model", report.Against!.InputShape, baseline.Against!.InputShape, file);
        }

        if (isPaired && report.Against!.Sha256 is { } reference && baseline.Against!.Sha256 is { } earlier)
        {
            RequireSame("SHA-256 of the other model", reference, earlier, file);
        }

        if (Math.Min(now.Length, before.Length) < MannWhitney.LeastSamples)
        {
            throw Unusable($"{before.Length} blocks of runs in the baseline and {now.Length} here are too few, {MannWhitney.LeastSamples} are needed: measure longer", file);
        }

        double probability = MannWhitney.ProbabilityLarger(now, before);
        return new BaselineComparison(Percentiles.MedianInPlace(now) / Percentiles.MedianInPlace(before), probability, allowed, isPaired);
    }

    private static string Text(int? threads) => threads?.ToString(CultureInfo.InvariantCulture) ?? "ONNX Runtime's choice";

    // Older reports do not say.
    private static void RequireSameInput(string what, ImmutableArray<long> now, ImmutableArray<long> before, string? file)
    {
        if (!now.IsEmpty && !before.IsEmpty)
        {
            RequireSame(what, TensorShape.Describe(now.AsSpan()), TensorShape.Describe(before.AsSpan()), file);
        }
    }

    private static void RequireSame(string what, string? now, string? before, string? file)
    {
        if (now != before)
        {
            throw Unusable($"the {what} of the baseline is {before ?? "unknown"}, here it is {now ?? "unknown"}", file);
        }
    }

    private static RsdtrException Unusable(string message, string? file) => new(RuntimeDiagnostics.BaselineUnusable, message, file);
}
