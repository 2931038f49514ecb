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
    private SampleBuffer _samples = new(0);
    private long _totalTicks;

    private BenchmarkSubject(string path, LatencyBenchmarkOptions options)
    {
        _path = path;
        _options = options;
        _ = OnnxRuntime.Current; // Loading the library is not loading the model.
        long start = Stopwatch.GetTimestamp();
        _model = EdgeModel.Load(path, options.Model);
        _loadMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        _input = options.Input.IsEmpty ? SeededInput.Normal(_model.Input.Length, options.Seed) : options.Input.ToArray();
    }

    /// <summary>Whether both the least time and the least count are reached.</summary>
    public bool IsDone => _samples.Count >= _options.MinimumCount && _totalTicks >= _options.MinimumTime.Ticks * (double)Stopwatch.Frequency / TimeSpan.TicksPerSecond;

    /// <summary>The samples in milliseconds, in the order they were taken.</summary>
    public double[] Milliseconds => _samples.ToMilliseconds();

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

    /// <summary>One run that counts.</summary>
    public void RunTimed()
    {
        long duration = Time();
        _samples.Add(duration);
        _totalTicks += duration;
    }

    /// <summary>A block: one run that brings the model back into the caches and does not count, and the runs that do.</summary>
    /// <returns>The median of the block in milliseconds.</returns>
    public double RunBlock(int length, CancellationToken cancellationToken)
    {
        _ = Time();
        int start = _samples.Count;
        for (int i = 0; i < length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RunTimed();
        }

        return Percentiles.MedianInPlace(_samples.ToMilliseconds(start, length));
    }

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
        long last = Time();
        _firstMs = ToMilliseconds(last);
        for (int i = 1; i < _options.WarmUp; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            last = Time();
        }

        _peakResidentBytes = isAlone ? PeakMemory.Read() : null;

        // Room for twice the runs that the last one lets expect.
        double expected = _options.MinimumTime.TotalMilliseconds / Math.Max(ToMilliseconds(last), 0.001);
        _samples = new SampleBuffer((int)Math.Min(Math.Max(_options.MinimumCount, 2 * expected), 1 << 22));
    }

    private long Time()
    {
        long start = Stopwatch.GetTimestamp();
        _ = _model.Run(_input);
        return Stopwatch.GetTimestamp() - start;
    }

    private static double ToMilliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;
}
