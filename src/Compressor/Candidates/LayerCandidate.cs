using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>One way to run a layer: what it stores, what it costs, what it loses, and how to get its factors.</summary>
/// <param name="Parameters">Stored numbers.</param>
/// <param name="Macs">MACs of all convolutions of the layer for one image; null where a spatial size is unknown.</param>
/// <param name="RelativeError">
/// The square root of E: the norm of the kernel's change over that of the kernel; 0 for dense. The norm counts what the
/// layer's inputs make of it, as calibration data shows them or, without such, as they are assumed to be.
/// </param>
/// <param name="Recipe">How the factors are made; null for the layer as it is.</param>
internal sealed record LayerCandidate(long Parameters, long? Macs, double RelativeError, FactorRecipe? Recipe)
{
    // What is faster by less than this is not worth a candidate: no prediction is that exact.
    private const double LeastGain = 1.01;

    /// <summary>
    /// What the choice of this candidate costs: the network's squared relative output error as measured on calibration data; without
    /// such data the squared relative error.
    /// </summary>
    public double Loss { get; init; } = RelativeError * RelativeError;

    /// <summary>The values that the chain's stages hand on, as <see cref="FactorizedKernel.InnerValues"/>; none for dense.</summary>
    public IReadOnlyList<ChainValue> InnerValues { get; init; } = [];

    /// <summary>
    /// The time that all nodes of the layer are expected to take together (<see cref="CandidateTimes"/>); null where nothing is known of the machine, or where a size is
    /// unknown.
    /// </summary>
    public double? Microseconds { get; init; }

    /// <summary>The same as allocations add it up; 0 where it is not known.</summary>
    public long Nanoseconds => checked((long)Math.Round(1000 * (Microseconds ?? 0)));

    /// <summary>Whether the layer stays as it is.</summary>
    public bool IsDense => Recipe is null;

    /// <summary>Whether this candidate is nowhere worse than another one.</summary>
    /// <param name="other">The other one.</param>
    /// <param name="byTime">Whether time counts, too.</param>
    public bool Dominates(LayerCandidate other, bool byTime = false) =>
        Parameters <= other.Parameters && (Macs ?? 0) <= (other.Macs ?? 0) && RelativeError <= other.RelativeError
        && (!byTime || (Microseconds ?? 0) <= LeastGain * (other.Microseconds ?? 0));
}
