using System.Globalization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Latency;

/// <summary>What a compression knows of the speed of the machine that its result is for.</summary>
/// <param name="Model">The times.</param>
/// <param name="AskedThreads">The threads that times are wanted for; a profile may hold others. The model's where nothing says.</param>
internal sealed record MachineTimes(ILatencyModel Model, int AskedThreads)
{
    private const int UsualThreads = 1;

    /// <summary>The median relative error of the profile's predictions, by cross-validation; null where it is not known.</summary>
    public double? PredictionError { get; init; }

    /// <summary>The machine that the profile was measured on; null for an estimate.</summary>
    public string? Board { get; init; }

    /// <summary>The ONNX Runtime that the profile was measured with; null for an estimate.</summary>
    public string? OnnxRuntime { get; init; }

    /// <summary>Whether the profile was measured on the machine that this program runs on, with the ONNX Runtime that it uses.</summary>
    public bool IsThisMachine { get; init; }

    /// <summary>The profile's file; null for an estimate.</summary>
    public string? File { get; init; }

    /// <summary>What speaks against the profile; empty where nothing does.</summary>
    public IReadOnlyList<ProfileDoubt> Doubts { get; init; } = [];

    /// <summary>Whether the times rest on measurements.</summary>
    public bool IsMeasured => !Model.IsEstimate;

    /// <summary>Whether the times are for as many threads as they are wanted for.</summary>
    public bool HasAskedThreads => Model.Threads == AskedThreads;

    /// <summary>Whether a limit on time can be held against them, and its breach is an error: nothing speaks against what was measured. Otherwise it is followed where it can be.</summary>
    public bool HoldsLimits => IsMeasured && HasAskedThreads && Doubts.Count == 0;

    /// <summary>
    /// The best that is known of a budget's board: a profile that is given, the one that the budget names where it exists, an estimate
    /// from the budget's hardware block, nothing.
    /// </summary>
    /// <remarks>For as many threads as an option says, or the limit on time, or as the board has cores where time is limited, of which the most threads of a profile tell, too; where nothing says, for one.</remarks>
    /// <param name="budget">The budget.</param>
    /// <param name="profile">A profile's path; null where none is given.</param>
    /// <exception cref="RsdtrException">RSDTR4101 to RSDTR4105: a profile cannot be used; RSDTR4101 also where the given one does not exist. RSDTR3002: a time is limited by an option, and nothing is known of the board.</exception>
    public static MachineTimes? For(DeviceBudget budget, string? profile)
    {
        LatencyLimit? limit = budget.Limits.LatencyMs;
        int? threads = budget.Threads ?? budget.LatencyThreads;
        string? path = profile ?? (System.IO.File.Exists(budget.ProfilePath) ? budget.ProfilePath : null);
        return path is not null ? FromProfile(path, threads, limit is not null)
            : RooflineEstimate.For(budget.Hardware, threads ?? UsualThreads) is { } estimate ? new MachineTimes(estimate, threads ?? UsualThreads)
            : limit is null || budget.Limits.IsFromFile(LimitKind.LatencyMs) ? null
            : throw new RsdtrException(
                ToolDiagnostics.WrongUsage,
                string.Create(CultureInfo.InvariantCulture, $"--max-latency {limit.Limit} limits a time of which nothing is known: give times of the board with --profile FILE (rsdtr-edge profile), or a --budget that describes it."));
    }

    /// <summary>The same, with a doubt more where most of a network's time lies outside of what the profile holds.</summary>
    /// <param name="network">The network, or the one that it was compressed from.</param>
    /// <param name="cancellation">Stops the work between nodes.</param>
    /// <exception cref="RsdtrException">The graph or a node is not well formed (RSDTR1003, RSDTR1009).</exception>
    public MachineTimes JudgedBy(OnnxModel network, CancellationToken cancellation) =>
        IsMeasured && ProfileDoubt.Of(NetworkLatency.Predict(network, Model, cancellationToken: cancellation)) is { } doubt ? this with { Doubts = [.. Doubts, doubt] } : this;

    // Where time is limited and nothing tells the board's cores, the most threads of a profile do: it has times of all cores, unless it was told otherwise.
    private static MachineTimes FromProfile(string path, int? threads, bool isLimited)
    {
        int wanted = threads ?? (isLimited ? int.MaxValue : UsualThreads);
        DeviceProfile profile = DeviceProfileFile.Read(path);
        ThreadTimings timings = profile.Timings.Where(timings => timings.Stages.Length > 0)
            .MinBy(timings => (Math.Abs(timings.Threads - wanted), timings.Threads))
            ?? throw new RsdtrException(
                RuntimeDiagnostics.ProfileMissingKey,
                string.Create(CultureInfo.InvariantCulture, $"the profile holds no times: measure them with rsdtr-edge profile -o {Path.GetFileName(path)}"), path);
        // A file that was left while it was written tells none.
        double? error = timings.PredictionError ?? CrossValidation.Of(timings);
        return new MachineTimes(new StagePredictor(timings, Path.GetFileName(path)), threads ?? timings.Threads)
        {
            File = path,
            Doubts = ProfileDoubt.Of(profile, timings, error),
            PredictionError = error,
            Board = profile.Board,
            OnnxRuntime = profile.OnnxRuntime,
            IsThisMachine = ProfileOrigin.IsThisMachine(profile),
        };
    }
}
