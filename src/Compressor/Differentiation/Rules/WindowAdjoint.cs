using System.Collections.Immutable;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>The adjoint of a convolution in its input: a ConvTranspose with the same kernel and geometry.</summary>
internal static class WindowAdjoint
{
    /// <summary>Writes a ConvTranspose whose output has the size of the convolution's input.</summary>
    /// <param name="writer">Where it is written.</param>
    /// <param name="gradient">The gradient of the convolution's output.</param>
    /// <param name="kernel">The kernel, T x C / group x the window.</param>
    /// <param name="geometry">The convolution's geometry, its padding as numbers.</param>
    /// <param name="inputSizes">The spatial sizes of the convolution's input; only those of axes with a step above 1 are used.</param>
    /// <param name="group">The number of groups.</param>
    public static string Write(
        GradientWriter writer, string gradient, string kernel, ConvolutionAttributes geometry, IReadOnlyList<long?> inputSizes, long group) => writer.Node(
        "ConvTranspose", [gradient, kernel],
        NodeBuilder.Ints("kernel_shape", geometry.Kernel),
        NodeBuilder.Ints("strides", geometry.Strides),
        NodeBuilder.Ints("dilations", geometry.Dilations),
        NodeBuilder.Ints("pads", geometry.PadsBegin.Concat(geometry.PadsEnd)),
        NodeBuilder.Ints("output_padding", Enumerable.Range(0, geometry.Rank).Select(axis => Leftover(geometry, axis, inputSizes[axis]))),
        NodeBuilder.Int("group", group));

    /// <summary>
    /// A node's geometry with its padding as numbers, or null where sizes are needed for that, or by <see cref="Write"/>, that are not known.
    /// </summary>
    /// <param name="geometry">The geometry.</param>
    /// <param name="inputSizes">The spatial sizes of the input.</param>
    public static ConvolutionAttributes? Resolve(ConvolutionAttributes geometry, IReadOnlyList<long?> inputSizes)
    {
        if (geometry.Strides.Where((stride, axis) => stride > 1 && inputSizes[axis] is null).Any())
        {
            return null;
        }

        // With a step of 1 the padding of auto_pad is the same for all sizes.
        return geometry.Resolve([.. inputSizes.Select(size => size ?? 1)]);
    }

    /// <summary>The spatial sizes of a node's first input, its shape without the first two axes; unknown ones where the shape is.</summary>
    /// <param name="node">The node.</param>
    /// <param name="rank">The number of spatial axes.</param>
    public static ImmutableArray<long?> SpatialSizes(GradientNode node, int rank) =>
        [.. Enumerable.Range(2, rank).Select(axis => node.Size(0, axis))];

    // The elements at the end that no window reaches.
    private static long Leftover(ConvolutionAttributes geometry, int axis, long? inputSize) => geometry.Strides[axis] == 1 || inputSize is not { } size
        ? 0
        : (size + geometry.PadsBegin[axis] + geometry.PadsEnd[axis] - geometry.Extent(axis)) % geometry.Strides[axis];
}
