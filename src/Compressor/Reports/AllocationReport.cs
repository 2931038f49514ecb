namespace RsdtrEdge.Compressor.Reports;

/// <summary>How good the choice of candidates is, and how far any choice could go.</summary>
/// <param name="Loss">
/// The sum over the layers of what the choice loses as the search saw it, before the fit: with calibration data the network's squared
/// relative output error where the layer alone is changed, otherwise the squared relative error of the layer, in the norm that
/// <see cref="Steering"/> names.
/// </param>
/// <param name="LossBound">No choice among the candidates that meets the limits goes below (Lagrangian dual); null where the limits are not met.</param>
public sealed record AllocationReport(double Loss, double? LossBound)
{
    /// <summary>What the errors of the layers were weighed by: one of <see cref="SteeringKinds"/>.</summary>
    public required string Steering { get; init; }

    /// <summary>What was sought within the limits: size, flops or latency (<see cref="Pipeline.CompressionObjective"/>).</summary>
    public required string Objective { get; init; }

    /// <summary>The predicted times; null where nothing is known of the machine, or not enough of the network.</summary>
    public LatencyReport? Latency { get; init; }

    /// <summary>The least time that any choice takes, other limits aside, in nanoseconds, with the error to expect of what was not timed on top; null where none is predicted.</summary>
    public LeastFigure? LeastNanoseconds { get; init; }

    /// <summary>The fewest parameters that the network can have.</summary>
    public LeastFigure? LeastParameters { get; init; }

    /// <summary>The fewest FLOPs; null where some layer's are unknown.</summary>
    public LeastFigure? LeastFlops { get; init; }

    /// <summary>The smallest model file that was found; null where its size is not limited or the limits are met.</summary>
    public long? LeastModelBytes { get; init; }

    /// <summary>
    /// The lowest peak of activation memory, with the layer that is running then; null where it is not limited or unknown. Where it is
    /// limited, the other figures are the least within that limit, or within this peak where the limit cannot be met.
    /// </summary>
    public LeastFigure? LeastPeakActivationBytes { get; init; }
}
