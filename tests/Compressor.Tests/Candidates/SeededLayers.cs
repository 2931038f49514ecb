using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;
using static RsdtrEdge.Compressor.Tests.TensorRing.SeededKernels;

namespace RsdtrEdge.Compressor.Tests.Candidates;

/// <summary>Layers made from a seed, and their candidates.</summary>
internal static class SeededLayers
{
    /// <summary>A layer of a kind of kernel.</summary>
    public static NetworkLayer Layer(KernelShape shape, Kind kind = Kind.LowRankAndNoise, int copies = 1) =>
        Layer(shape, Of(kind, shape, seed: 1), copies);

    /// <summary>A convolution of stride 2 that keeps a 14 x 10 input's halves; without copies its sizes are unknown.</summary>
    public static NetworkLayer Layer(KernelShape shape, float[] kernel, int copies)
    {
        ConvolutionSize size = new(shape.OutputChannels, shape.InputChannels, shape.Height, shape.Width, 14, 10, 7, 5);
        return new NetworkLayer
        {
            Name = "conv",
            Weight = "w",
            Nodes = [],
            WeightShape = [shape.OutputChannels, shape.InputChannels, shape.Height, shape.Width],
            Shape = shape,
            Kernel = kernel,
            Sizes = copies == 0 ? null : [.. Enumerable.Repeat(size, copies)],
            Macs = copies == 0 ? null : copies * ConvolutionCost.DenseMacs(size),
        };
    }

    /// <summary>What the search finds, in the plain norm unless told otherwise.</summary>
    public static IReadOnlyList<LayerCandidate> Find(
        NetworkLayer layer, double largestError = 1, PatchMoment? moment = null, int rankMultiple = 1, CandidateTimes? times = null,
        CancellationToken cancellation = default)
    {
        FittingTarget? target = layer.Shape is { } shape ? FittingTarget.Of(shape, layer.Kernel, moment ?? ChannelMoment.Identity) : null;
        return CandidateSearch.Find(layer, target, largestError, rankMultiple, times ?? CandidateTimes.None, cancellation);
    }
}
