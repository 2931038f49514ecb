using System.Collections.Immutable;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Latency;

/// <summary>What a layer's time depends on besides its sizes.</summary>
/// <param name="Kind">The operator.</param>
/// <param name="StrideHeight">The stride along the rows; 1 of a fully connected layer, as all that follows.</param>
/// <param name="StrideWidth">The stride along the columns.</param>
/// <param name="DilationHeight">The dilation along the rows.</param>
/// <param name="DilationWidth">The dilation along the columns.</param>
/// <param name="Groups">The groups of the layer as it is; what takes its place has none, or its own.</param>
internal readonly record struct StageGeometry(
    StageKind Kind, int StrideHeight = 1, int StrideWidth = 1, int DilationHeight = 1, int DilationWidth = 1, int Groups = 1)
{
    /// <summary>The geometry of a node that reads a layer's weight.</summary>
    /// <param name="layer">The layer; a convolution's weight has four dimensions.</param>
    /// <param name="node">One of its nodes.</param>
    /// <exception cref="Runtime.Diagnostics.RsdtrException">An attribute is malformed (RSDTR1009).</exception>
    public static StageGeometry Of(NetworkLayer layer, NodeProto node) => layer.Kind == LayerKind.FullyConnected
        ? new StageGeometry(StageKind.FullyConnected)
        : Of(ConvolutionAttributes.Read(node, [layer.WeightShape[2], layer.WeightShape[3]]));

    /// <summary>The geometry of a convolution over one or two axes; a single axis is the columns.</summary>
    public static StageGeometry Of(ConvolutionAttributes attributes)
    {
        int groups = checked((int)attributes.Group);
        return attributes.Rank == 1
            ? new StageGeometry(StageKind.Convolution, 1, At(attributes.Strides, 0), 1, At(attributes.Dilations, 0), groups)
            : new StageGeometry(
                StageKind.Convolution, At(attributes.Strides, 0), At(attributes.Strides, 1), At(attributes.Dilations, 0), At(attributes.Dilations, 1), groups);
    }

    private static int At(ImmutableArray<long> values, int axis) => checked((int)values[axis]);
}
