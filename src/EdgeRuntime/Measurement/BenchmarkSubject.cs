using System.Diagnostics;
using RsdtrEdge.Runtime.Models;
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

    /// <summary>Whether both the least time and the least count are reached.</summary>
    public bool IsDone => _timer.Count >= _options.MinimumCount && _timer.Total >= _options.MinimumTime;

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

    /// <inheritdoc cref="RunTimer.RunTimed"/>
    public void RunTimed() => _timer.RunTimed();

    /// <inheritdoc cref="RunTimer.RunBlock"/>
    public double RunBlock(int length, CancellationToken cancellationToken) => _timer.RunBlock(length, cancellationToken);

    /// <summary>The figures.</summary>
    public LatencyFigures ToFigures()
    {
        double[] sorted = Milliseconds;
        double mean = sorted.Average();
        Array.Sort(sorted);
        return new LatencyFigures
        {
            Model = _path,
            Count = sorted.Length,
            WarmUpCount = _options.WarmUp,
            P50Ms = Percentiles.Median(sorted),
            P90Ms = Percentiles.Of(sorted, 90),
            P99Ms = Percentiles.Of(sorted, 99),
            MeanMs = mean,
            FirstMs = _firstMs,
            LoadMs = _loadMs,
            PeakResidentBytes = _peakResidentBytes,
        };
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => _model.Dispose();

    private void WarmUp(bool isAlone, CancellationToken cancellationToken)
    {
        double last = _firstMs = _timer.RunUncounted();
        for (int i = 1; i < _options.WarmUp; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            last = _timer.RunUncounted();
        }

        _peakResidentBytes = isAlone ? PeakMemory.Read() : null;

        // Room for twice the runs that the last one lets expect.
        double expected = _options.MinimumTime.TotalMilliseconds / Math.Max(last, 0.001);
        _timer.Reserve((int)Math.Min(Math.Max(_options.MinimumCount, 2 * expected), 1 << 22));
    }
}
