using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.SelfTests;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>A model under measurement: loaded, warmed up, and its samples.</summary>
internal sealed class BenchmarkSubject : IDisposable
{
    private readonly EdgeModel _model;
    private readonly LatencyBenchmarkOptions _options;
    private readonly float[] _input;
    private readonly string _path;
    private readonly double _loadMs;
    private double _firstMs;
    private int _warmUpCount;
    private long? _peakResidentBytes;
    private readonly RunTimer _timer;

    private BenchmarkSubject(string path, LatencyBenchmarkOptions options)
    {
        _path = path;
        _options = options;
        _ = OnnxRuntime.Current; // Loading the library is not loading the model.
        long start = Stopwatch.GetTimestamp();
        _model = EdgeModel.Load(path, options.Model);
        _loadMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        _input = options.Input.IsEmpty ? SeededInput.Normal(_model.Input.Length, options.Seed) : options.Input.ToArray();
        _timer = new RunTimer(() => _ = _model.Run(_input));
    }

    /// <summary>The execution providers that the model runs with.</summary>
    public ImmutableArray<string> Providers => _model.Providers;

    /// <summary>Why others that were asked for could not be used; null where all could.</summary>
    public string? ProviderFallback => _model.Warnings.IsEmpty ? null : string.Join("; ", _model.Warnings.Select(warning => warning.Message));

    /// <summary>Whether both the least time and the least count are reached, or as many runs as are kept.</summary>
    public bool IsDone => _timer.Count >= _options.MinimumCount && (_timer.Total >= _options.MinimumTime || _timer.Count >= _options.MostRuns);

    /// <summary>The samples in milliseconds, in the order they were taken.</summary>
    public double[] Milliseconds => _timer.Milliseconds;

    /// <summary>Loads a model and warms it up.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="options">How long and with what.</param>
    /// <param name="isAlone">Whether no other model was loaded, so that the process's peak memory is this model's.</param>
    /// <param name="cancellationToken">Stops the warm-up after the run in progress.</param>
    public static BenchmarkSubject Load(string path, LatencyBenchmarkOptions options, bool isAlone, CancellationToken cancellationToken)
    {
        BenchmarkSubject subject = new(path, options);
        try
        {
            subject.WarmUp(isAlone, cancellationToken);
            return subject;
        }
        catch
        {
            subject.Dispose();
            throw;
        }
    }

    /// <summary>How the outputs compare with the recorded ones; null where there are none, or where it was not asked for.</summary>
    public SelfTestResult? SelfTest { get; private set; }

    /// <summary>Whether the runs of the warm-up were steady in the end; null where their number was given, or where there were too few to tell.</summary>
    public bool? WarmUpSteady { get; private set; }

    /// <inheritdoc cref="RunTimer.RunTimed"/>
    public void RunTimed() => _timer.RunTimed();

    /// <inheritdoc cref="RunTimer.RunUncounted"/>
    public double RunUncounted() => _timer.RunUncounted();

    /// <inheritdoc cref="RunTimer.RunBlock"/>
    public double RunBlock(int length, CancellationToken cancellationToken) => _timer.RunBlock(length, cancellationToken);

    /// <summary>The figures.</summary>
    /// <param name="milliseconds">What <see cref="Milliseconds"/> gave. They are sorted in place.</param>
    public LatencyFigures ToFigures(double[] milliseconds)
    {
        (double Low, double High)? interval = BatchMeans.Interval(milliseconds);
        double mean = milliseconds.Average();
        Array.Sort(milliseconds);
        return new LatencyFigures
        {
            Model = _path,
            InputShape = _model.InputShape,
            Count = milliseconds.Length,
            WarmUpCount = _warmUpCount,
            WarmUpSteady = WarmUpSteady,
            P50Ms = Percentiles.Median(milliseconds),
            P90Ms = Percentiles.Of(milliseconds, 90),
            P95Ms = Percentiles.Of(milliseconds, 95),
            P99Ms = Percentiles.Of(milliseconds, 99),
            MaxMs = milliseconds[^1],
            MeanMs = mean,
            MeanLowMs = interval?.Low,
            MeanHighMs = interval?.High,
            FirstMs = _firstMs,
            LoadMs = _loadMs,
            PeakResidentBytes = _peakResidentBytes,
        };
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => _model.Dispose();

    private void WarmUp(bool isAlone, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        List<double> runs = [_firstMs = _timer.RunUncounted()];
        if (_options.SelfTest)
        {
            // Wrong figures are no figures: before anything is measured.
            SelfTest = OutputSelfTest.Check(_model, _path);
        }

        while (!IsWarm(runs, start))
        {
            cancellationToken.ThrowIfCancellationRequested();
            runs.Add(_timer.RunUncounted());
        }

        _warmUpCount = runs.Count;
        WarmUpSteady = _options.WarmUp is null ? SteadyState.IsSteady(CollectionsMarshal.AsSpan(runs)) : null;
        _peakResidentBytes = isAlone ? ResidentMemory.ReadPeak() : null;

        // Room for twice the runs that the last one lets expect.
        double expected = _options.MinimumTime.TotalMilliseconds / Math.Max(runs[^1], 0.001);
        _timer.Reserve((int)Math.Min(Math.Max(_options.MinimumCount, 2 * expected), _options.MostRuns));
    }

    private bool IsWarm(List<double> runs, long start) => _options.WarmUp is { } count
        ? runs.Count >= count
        : Stopwatch.GetElapsedTime(start) >= _options.WarmUpLimit
            // The very first run plans memory and is no sign of anything; to test at each run would find a steady one by chance.
            || (runs.Count > SteadyState.Window && (runs.Count - 1) % (SteadyState.Window / 2) == 0 && SteadyState.IsSteady(CollectionsMarshal.AsSpan(runs)) == true);
}
