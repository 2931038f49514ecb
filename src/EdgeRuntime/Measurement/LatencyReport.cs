using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using RsdtrEdge.Runtime.Board;

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
    public const int CurrentSchema = 1;

    /// <summary>The version of the report's JSON form.</summary>
    [JsonPropertyOrder(-2)]
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>Threads of an operator; null: as many as ONNX Runtime chooses, one a physical core.</summary>
    public int? Threads { get; init; }

    /// <summary>The machine, as it was after the measurement.</summary>
    public required BoardInfo Board { get; init; }

    /// <summary>ONNX Runtime's version.</summary>
    public required string OnnxRuntime { get; init; }

    /// <summary>Whether the firmware held the processor back at some time of the measurement; null where it does not tell.</summary>
    public bool? Throttled { get; init; }

    /// <summary>Whether the figures must not be relied on.</summary>
    public bool Void => VoidReasons.Length > 0;

    /// <summary>Why not.</summary>
    public ImmutableArray<string> VoidReasons { get; init; } = [];

    /// <summary>The runs that count, in ascending order of their milliseconds; not part of the JSON form.</summary>
    [JsonIgnore]
    public ImmutableArray<double> SortedMs { get; init; } = [];

    /// <summary>A percentile of the runs that count, by the nearest rank.</summary>
    /// <param name="percent">More than 0, at most 100.</param>
    /// <returns>Milliseconds; null where there are too few runs for it.</returns>
    public double? PercentileMs(double percent) => Percentiles.Of(SortedMs.AsSpan(), percent);

    /// <summary>The model that it was measured against; null where there was none.</summary>
    public LatencyComparison? Against { get; init; }
}
