using System.Diagnostics;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Monitoring;

/// <summary>Times the runs of one model for its monitor and for whoever listens to the metrics; where there is neither, it reads no clock.</summary>
internal sealed class RunRecorder
{
    // Read once, when the first model is loaded: two small files of the kernel.
    private static readonly Lazy<string?> s_board = new(() => new KernelTelemetry().ReadModel());

    private readonly LatencyMonitor? _monitor;
    private readonly KeyValuePair<string, object?>[] _tags;

    /// <summary>Settles what the runs are called, so that recording makes nothing anew.</summary>
    /// <param name="options">How the model was loaded.</param>
    /// <param name="metadata">What it says of itself.</param>
    /// <param name="file">Its file; null where it came from memory.</param>
    public RunRecorder(EdgeModelOptions options, ModelMetadata metadata, string? file)
    {
        _monitor = options.Monitor;
        KeyValuePair<string, object?> model = new("model", options.ModelName ?? (file is null ? metadata.GraphName : Path.GetFileNameWithoutExtension(file)));
        _tags = (options.DeviceName ?? s_board.Value) is { } device ? [model, new("device", device)] : [model];
    }

    /// <summary>A run begins.</summary>
    /// <returns>What <see cref="End"/> takes; 0 where nobody wants to know.</returns>
    public long Begin() => _monitor is not null || RuntimeMetrics.Duration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>A run has succeeded.</summary>
    /// <param name="begin">What <see cref="Begin"/> gave.</param>
    public void End(long begin)
    {
        if (begin == 0)
        {
            return;
        }

        long elapsed = Stopwatch.GetTimestamp() - begin;
        _monitor?.RecordElapsed(elapsed);
        RuntimeMetrics.Duration.Record((double)elapsed / Stopwatch.Frequency, _tags);
    }
}
