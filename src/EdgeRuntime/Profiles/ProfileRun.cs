using System.Collections.Immutable;
using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Profiles.Networks;
using RsdtrEdge.Runtime.Profiles.Timing;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Profiles;

/// <summary>
/// Measures a device profile on the machine where it runs. The file is written every few seconds and when the work is cancelled or
/// fails; a later run with the same file times what is missing or unsettled.
/// </summary>
public sealed class ProfileRun
{
    // What a node takes stands behind every prediction and is timed in a second or so, which one disturbance can cover whole.
    private const int MostNodeTimings = 5;
    private const double NodeShare = 0.1;

    private readonly string _path;
    private readonly ProfileOptions _options;
    private readonly IStageClock _clock;
    private readonly TimeProvider _time;
    private readonly Dictionary<int, ThreadTimings> _timings = [];
    private DeviceProfile _profile;
    private int _timed;
    private int _kept;
    private int _repeated;
    private int _unsettled;

    private ProfileRun(string path, ProfileOptions options, IStageClock clock, TimeProvider time, DeviceProfile machine)
    {
        _path = path;
        _options = options;
        _clock = clock;
        _time = time;
        _profile = machine;
    }

    /// <summary>Measures, and writes the profile.</summary>
    /// <param name="path">The file; one that exists must be of this machine, and what is settled in it is kept.</param>
    /// <param name="options">What to measure; null: the general stages.</param>
    /// <param name="cancellationToken">Stops the work; what was timed by then is in the file.</param>
    /// <exception cref="RsdtrException">
    /// RSDTR4101 to RSDTR4105: the file exists and is no profile; RSDTR4106: it is of another machine, ONNX Runtime, execution provider, governor, allowed clock or power mode;
    /// RSDTR3001: it cannot be written, or another process is measuring into it; RSDTR4001 to RSDTR4003: ONNX Runtime cannot be used, or fails.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ProfileResult Measure(string path, ProfileOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new ProfileOptions();
        using OnnxStageClock clock = new(options.Providers);
        DeviceProfile machine = ProfileOrigin.OfThisMachine() with { Provider = clock.Provider };
        ProfileResult result = Measure(path, options, clock, TimeProvider.System, machine, cancellationToken);
        return result with { Warnings = clock.Warnings };
    }

    /// <summary>Measures with a given clock on a given machine.</summary>
    internal static ProfileResult Measure(
        string path, ProfileOptions options, IStageClock clock, TimeProvider time, DeviceProfile machine, CancellationToken cancellation)
    {
        if (options.Threads.IsDefaultOrEmpty || options.Threads.Any(threads => threads < 1))
        {
            throw new ArgumentException("At least one number of threads is needed, each 1 or more.", nameof(options));
        }

        using ProfileLock held = ProfileLock.Take(path);
        ProfileRun run = new(path, options, clock, time, machine);
        run.TakeOver();
        return run.Measure(cancellation);
    }

    private ProfileResult Measure(CancellationToken cancellation)
    {
        long start = _time.GetTimestamp();
        // A file that cannot be written is told before the work.
        Save();
        int[] numbers = [.. _options.Threads.Distinct()];
        foreach (int threads in numbers)
        {
            TimeThreads(threads, _options.Time / numbers.Length, cancellation);
        }

        return new ProfileResult(_profile, _timed, _kept, _repeated, _time.GetElapsedTime(start)) { Unsettled = _unsettled };
    }

    private void TimeThreads(int threads, TimeSpan budget, CancellationToken cancellation)
    {
        Steadiness steadiness = new(_clock, _time, threads);
        ThreadTimings? known = _timings.GetValueOrDefault(threads);
        Dictionary<StageShape, StageTiming> held = (known?.Stages ?? []).ToDictionary(stage => stage.Shape);
        StageShape[] asked = [.. _options.Shapes.Distinct()];
        StageSamples[] stages = [.. asked.Select(OpenStage).OfType<StageSamples>()];
        _kept += asked.Length - stages.Length;
        StageSamples[] networks = [.. _options.Networks.DistinctBy(network => network.Rest).Select(OpenNetwork).OfType<StageSamples>()];
        ThreadTimings before = known is not null && stages.Length == 0 && networks.Length == 0 ? known : TimeNodes(threads, known, steadiness, budget, cancellation);
        StageRounds rounds = new(_clock, steadiness, _time, threads, stages.Concat(networks), budget);
        try
        {
            rounds.Run(_options.Progress, () => Note(withError: false), cancellation);
        }
        finally
        {
            Note(withError: true);
            _timed += rounds.TimedStages;
            _repeated += rounds.Repeated;
            _unsettled += rounds.Timings.Count(stage => stage.IsUnsettled) + rounds.Networks.Count(network => network.IsUnsettled);
        }

        // What is to be timed, null for what is settled.
        StageSamples? OpenStage(StageShape shape) =>
            !held.TryGetValue(shape, out StageTiming found) ? new StageSamples(shape)
            : found.IsUnsettled ? new StageSamples(shape, found.IsDisturbed ? null : found.Microseconds)
            : null;

        StageSamples? OpenNetwork(NetworkOutline wanted) =>
            known?.Networks.FirstOrDefault(network => network.Rest == wanted.Rest && network.Stages.SequenceEqual(wanted.Stages)) is not { } found ? new StageSamples(wanted)
            : found.IsUnsettled ? new StageSamples(wanted, found.IsDisturbed ? null : found.Microseconds)
            : null;

        void Note(bool withError)
        {
            ImmutableArray<StageTiming> timings = rounds.Timings;
            ThreadTimings now = before with
            {
                Stages = [.. before.Stages.ExceptBy(timings.Select(stage => stage.Shape), stage => stage.Shape).Concat(timings).OrderBy(stage => stage.Shape, StageOrder.Instance)],
                Networks = [.. before.Networks.ExceptBy(rounds.Networks.Select(timed => timed.Rest), known => known.Rest), .. rounds.Networks],
                PredictionError = null,
            };
            _timings[threads] = withError ? now with { PredictionError = _options.PredictionError?.Invoke(now) } : now;
            _profile = _profile with { Throttled = steadiness.Throttled is { } throttled ? throttled || _profile.Throttled == true : _profile.Throttled };
            Save();
        }
    }

    // Until nothing disturbed the machine meanwhile. Where something always does, the least of each counts, with those of a run before: whatever disturbs makes slower.
    private ThreadTimings TimeNodes(int threads, ThreadTimings? known, Steadiness steadiness, TimeSpan budget, CancellationToken cancellation)
    {
        long start = _time.GetTimestamp();
        (double node, double mebibyte) = (known?.NodeMicroseconds ?? double.PositiveInfinity, known?.MebibyteMicroseconds ?? double.PositiveInfinity);
        for (int timing = 1; ; timing++)
        {
            steadiness.Begin();
            (double Node, double Mebibyte) timed = _clock.TimeElementwise(threads, cancellation);
            bool isDisturbed = steadiness.WasDisturbed();
            (node, mebibyte) = isDisturbed ? (Math.Min(node, timed.Node), Math.Min(mebibyte, timed.Mebibyte)) : timed;
            if (!isDisturbed || timing == MostNodeTimings || _time.GetElapsedTime(start) > NodeShare * budget)
            {
                return new ThreadTimings { Threads = threads, NodeMicroseconds = node, MebibyteMicroseconds = mebibyte, Stages = known?.Stages ?? [], Networks = known?.Networks ?? [] };
            }

            _repeated++;
        }
    }

    private void TakeOver()
    {
        if (!File.Exists(_path))
        {
            return;
        }

        DeviceProfile found = DeviceProfileFile.Read(_path);
        (string What, string? Was, string? Is)[] facts =
        [
            ("the board", found.Board, _profile.Board),
            ("the processor", found.Processor, _profile.Processor),
            ("ONNX Runtime", found.OnnxRuntime, _profile.OnnxRuntime),
            ("the governor", found.Governor, _profile.Governor),
            // Where one side does not know it, nothing speaks against going on.
            ("the highest allowed clock", Clock(found.AllowedClockMHz ?? _profile.AllowedClockMHz), Clock(_profile.AllowedClockMHz ?? found.AllowedClockMHz)),
            ("the power mode", found.PowerMode, _profile.PowerMode),
            ("the execution provider", found.Provider ?? ExecutionProvider.Processor, _profile.Provider ?? ExecutionProvider.Processor),
        ];
        foreach ((string what, string? was, string? isNow) in facts)
        {
            if (was != isNow)
            {
                throw new RsdtrException(
                    RuntimeDiagnostics.ProfileOfAnotherMachine,
                    $"{what} of the profile is {was ?? "unknown"}, here it is {isNow ?? "unknown"}: give another file with -o, or delete this one to measure anew", _path);
            }
        }

        _profile = _profile with { Throttled = found.Throttled, AllowedClockMHz = _profile.AllowedClockMHz ?? found.AllowedClockMHz };
        foreach (ThreadTimings timings in found.Timings)
        {
            _timings[timings.Threads] = timings;
        }
    }

    private static string? Clock(double? megahertz) => megahertz is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value} MHz") : null;

    private void Save()
    {
        _profile = _profile with { MeasuredAt = _time.GetUtcNow(), Timings = [.. _timings.Values.OrderBy(timings => timings.Threads)] };
        DeviceProfileFile.Write(_path, _profile);
    }
}
