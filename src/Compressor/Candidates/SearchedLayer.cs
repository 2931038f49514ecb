using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>A layer for which candidates are sought, and what all families of candidates have in common: the grid of widths, the cost, what is worth looking at.</summary>
/// <param name="layer">The layer.</param>
/// <param name="target">Its kernel and what its inputs make of it.</param>
/// <param name="rankMultiple">The channels between the stages of chains are multiples of this number.</param>
/// <param name="times">What is known of the candidates' times.</param>
/// <param name="cancellation">Stops the search.</param>
internal sealed class SearchedLayer(NetworkLayer layer, FittingTarget target, int rankMultiple, CandidateTimes times, CancellationToken cancellation)
{
    // Above this size of the kernel, searching the least storage at each error of the grid costs minutes; rings with R1 = 1
    // remain, which are near the least storage there. Of the chains of three stages, C|ij|T remains.
    private const long WideKernel = 300_000;

    // A layer's ranks are looked at in this many steps of its channels; the first of two ranks in fewer.
    private const int RankSteps = 64;
    private const int FirstRankSteps = 8;

    /// <summary>The kernel's shape.</summary>
    public KernelShape Shape => Target.Shape;

    /// <summary>The kernel and what its inputs make of it.</summary>
    public FittingTarget Target { get; } = target;

    /// <summary>What is known of the candidates' times.</summary>
    public CandidateTimes Times { get; } = times;

    /// <summary>Stops the search.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>The layer's convolutions; null where their sizes are not known.</summary>
    public IReadOnlyList<ConvolutionSize>? Sizes => layer.Sizes;

    /// <summary>Whether the kernel is too large for the families of candidates that take longest to find.</summary>
    public bool IsWide => Shape.Size > WideKernel;

    /// <summary>The larger number of the layer's channels.</summary>
    public int MostChannels => Math.Max(Shape.InputChannels, Shape.OutputChannels);

    /// <summary>The step of the grid of widths.</summary>
    /// <param name="channels">The channels that a width is held against.</param>
    public int Step(int channels) => Step(channels, RankSteps);

    /// <summary>The step of the grid of the first of two widths.</summary>
    /// <inheritdoc cref="Step(int)"/>
    public int FirstStep(int channels) => Step(channels, FirstRankSteps);

    /// <summary>MACs of all convolutions of the layer; null where their sizes are not known.</summary>
    /// <param name="one">MACs of one of them.</param>
    /// <exception cref="OverflowException">There are more than a <see cref="long"/> can count.</exception>
    public long? Macs(Func<ConvolutionSize, long> one) => layer.MacsOf(one);

    /// <summary>Whether a candidate has fewer parameters or fewer MACs than the dense layer.</summary>
    public bool IsSaving(LayerCandidate candidate) => candidate.Parameters < layer.Parameters || candidate.Macs < layer.Macs;

    /// <summary>Whether a width is one of those that are looked at: on a coarse grid; weighed by time also where it fills the blocks of the machine's kernels.</summary>
    /// <param name="width">Channels between two stages.</param>
    /// <param name="step">The step of the coarse grid.</param>
    public bool IsOnGrid(int width, int step) =>
        width % step == 0 || (Times is { AreWeighed: true, ChannelBlock: > 1 } && width % Times.ChannelBlock == 0 && width % rankMultiple == 0);

    // A multiple of the device's rank multiple that makes about so many steps of the channels.
    private int Step(int channels, int steps)
    {
        int least = Math.Max(1, channels / steps);
        return (least + rankMultiple - 1) / rankMultiple * rankMultiple;
    }
}
