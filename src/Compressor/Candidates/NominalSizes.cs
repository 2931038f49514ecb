using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>
/// Sizes that stand for open ones, as of fully convolutional networks: how the costs of two ways to run a layer compare hardly depends on the number of positions, only on the
/// strides between them.
/// </summary>
internal static class NominalSizes
{
    // Positions along an axis of the output: a multiple of nothing in particular, and small enough to overflow nothing.
    private const long Positions = 64;

    /// <summary>A layer with such sizes, and the MACs of the dense layer with them.</summary>
    /// <param name="layer">A layer that may be factorized.</param>
    public static NetworkLayer Put(NetworkLayer layer)
    {
        NetworkLayer sized = layer with { Sizes = [.. layer.Nodes.Select(node => SizeOf(layer, node.GetInts("strides") ?? [1, 1]))] };
        return sized with { Macs = sized.MacsOf(ConvolutionCost.DenseMacs) };
    }

    private static ConvolutionSize SizeOf(NetworkLayer layer, long[] strides) => new(
        layer.Shape!.Value.OutputChannels, layer.Shape.Value.InputChannels, layer.Shape.Value.Height, layer.Shape.Value.Width,
        Positions * strides[0], Positions * strides[1], Positions, Positions);
}
