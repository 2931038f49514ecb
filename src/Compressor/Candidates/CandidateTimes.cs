using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>What is known of the times of a layer's candidates.</summary>
/// <param name="Latency">The times of the layer; null where a size is unknown.</param>
/// <param name="IsCautious">
/// Whether the error to expect is added to each time: of many candidates those are taken for the fastest whose times are predicted too low,
/// so that what was not timed must be faster by its error. Without, as of estimates, whose errors are all alike.
/// </param>
/// <param name="Weighs">Whether candidates are sought and kept for their times; otherwise the times are noted alone.</param>
/// <param name="ChannelBlock">The channels in a block of the machine's kernels.</param>
internal sealed record CandidateTimes(LayerLatency? Latency, bool IsCautious, bool Weighs, int ChannelBlock)
{
    /// <summary>Nothing is known.</summary>
    public static CandidateTimes None { get; } = new(null, false, false, 1);

    /// <summary>Whether candidates of the layer are weighed by time.</summary>
    public bool AreWeighed => Weighs && Latency is not null;

    /// <summary>The layer as it is.</summary>
    public double? Dense => Of(Latency?.Dense);

    /// <summary>A chain, or a pair.</summary>
    public double? Of(ChainLayout layout, IReadOnlyList<int> ranks) => Of(Latency?.Of(layout, ranks));

    /// <summary>A ring run by an execution plan.</summary>
    public double? Of(RingRanks ranks, ChainCuts cuts) => Of(Latency?.Of(ranks, cuts));

    /// <summary>A convolution in branches run by an execution plan.</summary>
    public double? Of(BranchSize size, ChainCuts cuts) => Of(Latency?.Of(size, cuts));

    private double? Of(PredictedTime? time) => IsCautious ? time?.Microseconds * (1 + time?.RelativeError) : time?.Microseconds;
}
