using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>What all steps of one compression share: the model, what is asked for, and what follows from the two.</summary>
internal sealed class CompressionRun
{
    /// <summary>Begins a compression.</summary>
    /// <param name="source">The model.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="progress">Hears of each step.</param>
    /// <param name="cancellation">Stops the work.</param>
    public CompressionRun(OnnxModel source, CompressionOptions options, IProgress<CompressionProgress>? progress, CancellationToken cancellation)
    {
        Source = source;
        Options = options;
        Threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        Machine = (options.Machine ?? MachineTimes.For(options.Budget, options.Profile))?.JudgedBy(source, cancellation);
        Objective = options.Objective ?? (Machine is { IsMeasured: true } ? CompressionObjective.Latency : CompressionObjective.Size);
        Stamp = new ResultStamp(source, options, Objective, Machine, GuaranteeThreads);
        Progress = progress;
        Cancellation = cancellation;
    }

    /// <summary>The model; it stays as it is.</summary>
    public OnnxModel Source { get; }

    /// <summary>The model in messages.</summary>
    public string SourceName => Source.SourcePath ?? "model.onnx";

    /// <summary>What is asked for.</summary>
    public CompressionOptions Options { get; }

    /// <summary>Threads that may work at once.</summary>
    public int Threads { get; }

    /// <summary>What is known of the board's times; null for nothing.</summary>
    public MachineTimes? Machine { get; }

    /// <summary>What is sought within the limits.</summary>
    public CompressionObjective Objective { get; }

    /// <summary>What the result says of where it comes from.</summary>
    public ResultStamp Stamp { get; }

    /// <summary>Hears of each step.</summary>
    public IProgress<CompressionProgress>? Progress { get; }

    /// <summary>Stops the work.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Whether layers are chosen by the board's times. The published method makes no choices for time unless it is told to.</summary>
    public bool ChoosesByTime => Objective == CompressionObjective.Latency && Machine is { IsMeasured: true }
        && (Options.Method == CompressionMethod.Auto || Options.Objective == CompressionObjective.Latency);

    /// <summary>
    /// The threads with which the result is held against the original's speed: because that was asked for, or because choices were made for the times of this
    /// very machine. Null: it is not.
    /// </summary>
    public int? GuaranteeThreads => Options.SpeedGuaranteeThreads ?? (ChoosesByTime && Machine is { IsThisMachine: true } ? Machine.AskedThreads : null);

    /// <summary>Tells how far a step is.</summary>
    public void Report(CompressionPhase phase, int done, int total) => Progress?.Report(new CompressionProgress(phase, done, total));

    /// <summary>What a step tells how far it is; null where nobody listens.</summary>
    public Action<int, int>? Listener(CompressionPhase phase) => Progress is null ? null : (done, total) => Report(phase, done, total);
}
