using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.SelfTests;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>What a benchmark found, with all that the figures depend on.</summary>
public sealed record LatencyReport : LatencyFigures
{
    /// <summary>An empty report, to be filled in.</summary>
    public LatencyReport()
    {
    }

    [SetsRequiredMembers]
    internal LatencyReport(LatencyFigures figures, BoardInfo board, string onnxRuntime)
        : base(figures) => (Board, OnnxRuntime) = (board, onnxRuntime);

    /// <summary>The version of the report's JSON form.</summary>
    public const int CurrentSchema = 2;

    /// <summary>The version of the report's JSON form.</summary>
    [JsonPropertyOrder(-2)]
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>Threads of an operator; null: as many as ONNX Runtime chooses, one a physical core.</summary>
    public int? Threads { get; init; }

    /// <summary>The machine, as it was after the measurement.</summary>
    public required BoardInfo Board { get; init; }

    /// <summary>ONNX Runtime's version.</summary>
    public required string OnnxRuntime { get; init; }

    /// <summary>How that ONNX Runtime was built, in its own words; null in reports of the first version.</summary>
    public string? OnnxRuntimeBuild { get; init; }

    /// <summary>The execution providers that took operators before ONNX Runtime's own processor code, by commas; null where there is none.</summary>
    public string? Provider { get; init; }

    /// <summary>Why execution providers that were asked for could not be used; null where all could.</summary>
    public string? ProviderFallback { get; init; }

    /// <summary>What held before, during and after the measurement; null in reports of the first version.</summary>
    public ConditionsReport? Conditions { get; init; }

    /// <summary>The process's time on processors for a run, of all its threads together, in milliseconds; null where two models took turns.</summary>
    public double? ProcessorMsPerRun { get; init; }

    /// <summary>
    /// What the whole board draws in the time of a run, in millijoules: its mean power while it measured, times the mean run; null where no power
    /// monitor shows it, below two readings of it, and where two models took turns.
    /// </summary>
    public double? EnergyMillijoules { get; init; }

    /// <summary>
    /// The medians of up to 32 blocks of neighbouring runs, in their order, for a later measurement to be held against; none below 24 runs.
    /// </summary>
    public ImmutableArray<double> BlockMs { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>How the outputs compare with those recorded when the model was compressed; null where its file records none for this input.</summary>
    public SelfTestResult? SelfTest { get; init; }

    /// <summary>Whether the processor was held back at some time of the measurement, by firmware, kernel or hardware; null where none of them tells.</summary>
    public bool? Throttled { get; init; }

    /// <summary>Whether the figures must not be relied on.</summary>
    public bool Void => VoidReasons.Length > 0;

    /// <summary>Why not.</summary>
    public ImmutableArray<string> VoidReasons { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The runs that count, in ascending order of their milliseconds; not part of the JSON form.</summary>
    [JsonIgnore]
    public ImmutableArray<double> SortedMs { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>A percentile of the runs that count, by the nearest rank.</summary>
    /// <param name="percent">More than 0, at most 100.</param>
    /// <returns>Milliseconds; null where there are too few runs for it, and in a report that was read from JSON: that has <see cref="LatencyFigures.P50Ms"/> and others.</returns>
    public double? PercentileMs(double percent) => Percentiles.Of(SortedMs.AsSpan(), percent);

    /// <summary>The model that it was measured against; null where there was none.</summary>
    public LatencyComparison? Against { get; init; }
}
