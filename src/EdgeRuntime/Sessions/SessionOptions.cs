using System.Collections.Immutable;
using RsdtrEdge.Runtime.Operators;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>How a model is loaded and run.</summary>
public sealed record SessionOptions
{
    /// <summary>Threads that one operator may use; 0: one a physical core, as ONNX Runtime chooses.</summary>
    public int IntraOpThreads { get; init; }

    /// <summary>Threads for operators side by side, where <see cref="RunsOperatorsSideBySide"/> is set; 0: ONNX Runtime's choice.</summary>
    public int InterOpThreads { get; init; }

    /// <summary>
    /// Whether operators that do not wait for each other run at once, on <see cref="InterOpThreads"/>. Networks for images have few of them, and one after
    /// the other, each on all threads, is faster for nearly all: false.
    /// </summary>
    public bool RunsOperatorsSideBySide { get; init; }

    /// <summary>
    /// The execution providers to use before ONNX Runtime's own processor code, the first that takes an operator first. What cannot be used is left out
    /// with a warning (<see cref="InferenceSession.Warnings"/>), or is an error where it is required. None by default.
    /// </summary>
    public ImmutableArray<ExecutionProvider> Providers { get; init => field = value.IsDefault ? [] : value; } = [];

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

    /// <summary>Where to write the graph that really runs, after all rewrites, as .onnx or by that ending as .ort; null: nowhere.</summary>
    public string? OptimizedModelPath { get; init; }

    /// <summary>
    /// Where to write ONNX Runtime's own profile, each operator's time in the form that Chrome's trace viewer and Perfetto read: the beginning of the
    /// file's path, to which the time and <c>.json</c> are added. <see cref="InferenceSession.EndProfiling"/> gives the file; null: no profile. It slows runs down.
    /// </summary>
    public string? ProfilePrefix { get; init; }

    /// <summary>
    /// Whether a model file is mapped into memory for the load, in place of being read. A file in ONNX Runtime's own format (.ort) stays mapped as long as the
    /// session lives, and its weights are used in place: processes share them, and they cost memory only once read. Nobody may write to the file meanwhile.
    /// A library before 1.21 cannot find external tensor data of a mapped model, so with it .onnx files are read all the same.
    /// </summary>
    public bool MapsModelFile { get; init; }

    /// <summary>What ONNX Runtime writes to the standard error stream about this session.</summary>
    public LogSeverity LogSeverity { get; init; } = LogSeverity.Error;

    /// <summary>Sizes for symbolic dimensions, by their names, known before the model is loaded: they allow more rewrites.</summary>
    public IReadOnlyDictionary<string, long> DimensionOverrides { get; init; } = ImmutableDictionary<string, long>.Empty;

    /// <summary>Operators that this process computes itself, which nodes of the model name by <see cref="CustomOperatorDomain.Name"/>.</summary>
    internal ImmutableArray<CustomOperator> Operators { get; init; } = [];

    /// <summary>Further settings by the keys of onnxruntime_session_options_config_keys.h, such as <c>session.set_denormal_as_zero</c>.</summary>
    public IReadOnlyDictionary<string, string> ConfigEntries { get; init; } = ImmutableDictionary<string, string>.Empty;
}
