using System.Collections.Immutable;
using System.Globalization;
using RsdtrEdge.Runtime.Board;
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
        RequireUsable(baseline, report.Board, report.Threads, report.Against is not null, allowsVoid, file);
        RequireSame("execution provider", report.Provider ?? ExecutionProvider.Processor, baseline.Provider ?? ExecutionProvider.Processor, file);
        RequireSameInput("input shape", report.InputShape, baseline.InputShape, file);
        bool isPaired = report.Against is not null;
        if (isPaired)
        {
            RequireSameInput("input shape of the other model", report.Against!.InputShape, baseline.Against!.InputShape, file);
        }

        if (isPaired && report.Against!.Sha256 is { } reference && baseline.Against!.Sha256 is { } earlier)
        {
            RequireSame("SHA-256 of the other model", reference, earlier, file);
        }

        (double[] now, double[] before) = (Times(report), Times(baseline));
        if (now.Length < MannWhitney.LeastSamples)
        {
            throw Unusable($"{now.Length} blocks of runs are too few, {MannWhitney.LeastSamples} are needed: measure longer", file);
        }

        double probability = MannWhitney.ProbabilityLarger(now, before);
        return new BaselineComparison(Percentiles.MedianInPlace(now) / Percentiles.MedianInPlace(before), probability, allowed, isPaired);
    }

    /// <summary>Refuses a baseline with which no measurement that is to be made can be compared, before it is made.</summary>
    /// <param name="baseline">The earlier measurement.</param>
    /// <param name="board">The board.</param>
    /// <param name="threads">The threads to measure with; null: ONNX Runtime's choice.</param>
    /// <param name="isPaired">Whether it will be measured in turns with another model.</param>
    /// <param name="allowsVoid">Whether a baseline that is void is taken all the same.</param>
    /// <param name="file">The baseline's file, for errors.</param>
    /// <exception cref="RsdtrException">RSDTR4010: it is of another board or of other settings, void, or too short, or holds what no measurement gives.</exception>
    public static void RequireUsable(LatencyReport baseline, BoardInfo board, int? threads, bool isPaired, bool allowsVoid = false, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(board);
        RequireSame("board", board.Model, baseline.Board.Model, file);
        RequireSame("processor", board.Cpu, baseline.Board.Cpu, file);
        RequireSame("governor", board.Governor, baseline.Board.Governor, file);
        RequireSame("power mode", board.PowerMode, baseline.Board.PowerMode, file);
        RequireSame("number of threads", Text(threads), Text(baseline.Threads), file);
        if (baseline.Void && !allowsVoid)
        {
            throw Unusable($"the baseline is void ({baseline.VoidReasons[0]}): make it anew, or add --force", file);
        }

        if (isPaired != baseline.Against is not null)
        {
            throw Unusable("one of the two was measured in turns with another model and the other alone: use --against for both or for none", file);
        }

        double[] times = Times(baseline);
        if (times.Length < MannWhitney.LeastSamples)
        {
            throw Unusable($"{times.Length} blocks of runs in the baseline are too few, {MannWhitney.LeastSamples} are needed: make it anew, and measure longer", file);
        }

        if (times.FirstOrDefault(time => !(time > 0 && double.IsFinite(time)), 1) is not 1 and double odd)
        {
            throw Unusable(string.Create(CultureInfo.InvariantCulture, $"a block of runs in the baseline took {odd}, which is no time: make it anew"), file);
        }
    }

    // What grows with the model's time: of blocks of runs, or, where another model took turns, over that model's. Ratios are of the other model's time to this one's.
    private static double[] Times(LatencyReport report) =>
        report.Against is { } other ? Blocks.MediansOfRatios(other.Ratios.Select(ratio => 1 / ratio)) : [.. report.BlockMs];

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
