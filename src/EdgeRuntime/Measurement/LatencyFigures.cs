using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>The latency of one model. Times are in milliseconds of one run, of the whole batch where <see cref="Batch"/> is more than one; a figure that is not known is null.</summary>
public record LatencyFigures
{
    /// <summary>The model's file.</summary>
    [JsonPropertyOrder(-1)]
    public required string Model { get; init; }

    /// <summary>The shape of the input of a run; empty in reports that do not say.</summary>
    [JsonPropertyOrder(-1)]
    public ImmutableArray<long> InputShape { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>
    /// The images of a run: the first size of <see cref="InputShape"/>; null where that is not known, and of one or three axes, which may be one image without an axis for the batch.
    /// Not part of the JSON form.
    /// </summary>
    [JsonIgnore]
    public long? Batch => InputShape.Length is 0 or 1 or 3 ? null : InputShape[0];

    /// <summary>The number of runs that count.</summary>
    [JsonPropertyOrder(-1)]
    public required int Count { get; init; }

    /// <summary>The number of runs before them.</summary>
    [JsonPropertyOrder(-1)]
    public required int WarmUpCount { get; init; }

    /// <summary>Whether they were steady in the end; null where their number was given, or where there was time for too few to tell.</summary>
    [JsonPropertyOrder(-1)]
    public bool? WarmUpSteady { get; init; }

    /// <summary>The median, by the nearest rank (<see cref="Percentiles"/>).</summary>
    [JsonPropertyOrder(-1)]
    public double? P50Ms { get; init; }

    /// <summary>The 90th percentile; null below 10 runs.</summary>
    [JsonPropertyOrder(-1)]
    public double? P90Ms { get; init; }

    /// <summary>The 95th percentile; null below 20 runs.</summary>
    [JsonPropertyOrder(-1)]
    public double? P95Ms { get; init; }

    /// <summary>The 99th percentile; null below 100 runs.</summary>
    [JsonPropertyOrder(-1)]
    public double? P99Ms { get; init; }

    /// <summary>The longest run.</summary>
    [JsonPropertyOrder(-1)]
    public double? MaxMs { get; init; }

    /// <summary>The mean.</summary>
    [JsonPropertyOrder(-1)]
    public double? MeanMs { get; init; }

    /// <summary>Where the mean lies at least, with 95 % confidence, by the means of 20 batches of neighbouring runs; null below 100 runs.</summary>
    [JsonPropertyOrder(-1)]
    public double? MeanLowMs { get; init; }

    /// <summary>Where it lies at most.</summary>
    [JsonPropertyOrder(-1)]
    public double? MeanHighMs { get; init; }

    /// <summary>The very first run, which plans memory and touches every weight.</summary>
    [JsonPropertyOrder(-1)]
    public double? FirstMs { get; init; }

    /// <summary>The load of the model, the native library being loaded already.</summary>
    [JsonPropertyOrder(-1)]
    public double? LoadMs { get; init; }

    /// <summary>
    /// The most memory that the process, the .NET runtime included, had in RAM up to the end of the warm-up; null where another
    /// model was loaded in the process before, because the figure would be that of both.
    /// </summary>
    [JsonPropertyOrder(-1)]
    public long? PeakResidentBytes { get; init; }

    /// <summary>The memory that the process had in RAM behind the last run; null where it held another model, too.</summary>
    [JsonPropertyOrder(-1)]
    public long? SteadyResidentBytes { get; init; }
}
