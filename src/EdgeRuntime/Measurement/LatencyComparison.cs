using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>The latency of the model that another was measured against, in turns with it.</summary>
public sealed record LatencyComparison : LatencyFigures
{
    /// <summary>An empty comparison, to be filled in.</summary>
    public LatencyComparison()
    {
    }

    [SetsRequiredMembers]
    private LatencyComparison(LatencyFigures figures)
        : base(figures)
    {
    }

    /// <summary>The execution providers that took its operators before ONNX Runtime's own processor code, by commas; null where there is none.</summary>
    public string? Provider { get; init; }

    /// <summary>Why execution providers that were asked for could not be used for it; null where all could.</summary>
    public string? ProviderFallback { get; init; }

    /// <summary>The SHA-256 of its file in lower-case hexadecimal digits: ratios to another model are not compared with these. Null in older reports.</summary>
    public string? Sha256 { get; init; }

    /// <summary>
    /// How many times faster the measured model is: the median, over pairs of neighbouring blocks, of this model's block median
    /// divided by the measured model's. Above 1 the measured model is the faster one.
    /// </summary>
    public required double Speedup { get; init; }

    /// <summary>The lower quartile of those ratios; null below 4 pairs.</summary>
    public double? SpeedupLow { get; init; }

    /// <summary>The upper quartile of those ratios; null below 4 pairs.</summary>
    public double? SpeedupHigh { get; init; }

    /// <summary>The number of pairs of blocks.</summary>
    public required int Pairs { get; init; }

    /// <summary>The ratios of the pairs of blocks in their order, for a later measurement to be held against.</summary>
    public ImmutableArray<double> Ratios { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The comparison from the ratios of the pairs of blocks, at least one.</summary>
    internal static LatencyComparison From(LatencyFigures figures, IEnumerable<double> ratios)
    {
        ImmutableArray<double> kept = [.. ratios];
        SpeedupQuartiles speedup = SpeedupQuartiles.Of(kept);
        return new LatencyComparison(figures)
        {
            Speedup = speedup.Median,
            SpeedupLow = speedup.Low,
            SpeedupHigh = speedup.High,
            Pairs = speedup.Pairs,
            Ratios = kept,
        };
    }
}
