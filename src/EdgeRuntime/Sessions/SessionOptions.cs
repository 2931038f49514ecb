using System.Collections.Immutable;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>How a model is loaded and run.</summary>
public sealed record SessionOptions
{
    /// <summary>Threads that one operator may use; 0: one a physical core, as ONNX Runtime chooses.</summary>
    public int IntraOpThreads { get; init; }

    /// <summary>Threads for operators side by side. Graphs run sequentially, so that it rarely matters; 0: ONNX Runtime's choice.</summary>
    public int InterOpThreads { get; init; }

    /// <summary>
    /// Whether idle worker threads spin for a while before they sleep: lower latency, at the price of a busy processor
    /// (on a passively cooled board: of heat) between runs. ONNX Runtime's default, true. One thread never spins.
    /// </summary>
    public bool AllowSpinning { get; init; } = true;

    /// <summary>
    /// Whether worker threads go on spinning when a run ends, for the next one: for a while, in which they take a processor from
    /// whatever else runs, such as another session. Without it they spin within runs alone.
    /// </summary>
    public bool SpinsBetweenRuns { get; init; } = true;

    /// <summary>How far the graph is rewritten.</summary>
    public GraphOptimization Optimization { get; init; } = GraphOptimization.All;

    /// <summary>Whether the memory of intermediate results is planned from the first run and then reused.</summary>
    public bool MemoryPattern { get; init; } = true;

    /// <summary>Whether freed memory is kept in an arena for the next run; without it less memory is held and runs are slower.</summary>
    public bool MemoryArena { get; init; } = true;

    /// <summary>Where to write the graph that really runs, after all rewrites; null: nowhere.</summary>
    public string? OptimizedModelPath { get; init; }

    /// <summary>What ONNX Runtime writes to the standard error stream about this session.</summary>
    public LogSeverity LogSeverity { get; init; } = LogSeverity.Error;

    /// <summary>Sizes for symbolic dimensions, by their names, known before the model is loaded: they allow more rewrites.</summary>
    public IReadOnlyDictionary<string, long> DimensionOverrides { get; init; } = ImmutableDictionary<string, long>.Empty;

    /// <summary>Further settings by the keys of onnxruntime_session_options_config_keys.h, such as <c>session.set_denormal_as_zero</c>.</summary>
    public IReadOnlyDictionary<string, string> ConfigEntries { get; init; } = ImmutableDictionary<string, string>.Empty;
}
