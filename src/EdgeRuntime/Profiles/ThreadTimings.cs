using System.Collections.Immutable;
using RsdtrEdge.Runtime.Profiles.Networks;

namespace RsdtrEdge.Runtime.Profiles;

/// <summary>The times that were measured with one number of threads.</summary>
public sealed record ThreadTimings
{
    /// <summary>The threads of a run, at least 1.</summary>
    public required int Threads { get; init; }

    /// <summary>The stages that were timed, each shape once.</summary>
    public required ImmutableArray<StageTiming> Stages { get; init; }

    /// <summary>Microseconds that a node takes however little it computes.</summary>
    public required double NodeMicroseconds { get; init; }

    /// <summary>Microseconds for each mebibyte that a node without arithmetic to speak of (a sum, an activation) reads and writes.</summary>
    public required double MebibyteMicroseconds { get; init; }

    /// <summary>The networks that were timed as a whole, each <see cref="NetworkTiming.Rest"/> once.</summary>
    public ImmutableArray<NetworkTiming> Networks { get; init; } = [];

    /// <summary>
    /// The median relative error of predictions for stages that the predictor was not fitted on (cross-validation); null where there are
    /// too few stages to tell.
    /// </summary>
    public double? PredictionError { get; init; }
}
