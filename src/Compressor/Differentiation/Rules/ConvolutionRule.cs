using System.Collections.Immutable;
using RsdtrEdge.Compressor.Differentiation.Kernels;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>
/// Conv. In its input, with steps of 1 the adjoint is a convolution with the kernel reversed and its channels exchanged, which ONNX
/// Runtime runs about twice as fast as a ConvTranspose; with other steps it is a ConvTranspose.
/// </summary>
internal sealed class ConvolutionRule : IGradientRule
{
    // Offsets of a kernel up to which they are reversed by a product.
    private const int LargestExchange = 49;

    public IReadOnlyList<string> OpTypes => ["Conv"];

    public void Emit(GradientNode node)
    {
        if (node.Wants(0))
        {
            EmitInput(node);
        }

        string? bias = node.Wants(1) ? EmitKernel(node) : null;
        if (node.Wants(2))
        {
            if (bias is not null)
            {
                node.Give(2, bias);
            }
            else if (node.Shape(0)?.Rank is { } rank)
            {
                node.Give(2, node.Writer.ReduceSum(node.Gradient, keepAxes: false, [0, .. Enumerable.Range(2, rank - 2)]));
            }
            else
            {
                node.Block(2, "has an input of unknown rank");
            }
        }
    }

    // The gradient of the bias comes with it where one operator gives both.
    private static string? EmitKernel(GradientNode node)
    {
        if (node.SizesFrom(1, 0) is not { Length: > 2 } weight)
        {
            node.Block(1, "has a kernel of unknown shape");
            return null;
        }

        ConvolutionAttributes declared = ConvolutionAttributes.Read(node.Proto, weight.AsSpan(2));
        if (node.SizesFrom(0, 2) is not { } sizes || WindowAdjoint.Resolve(declared, [.. sizes.Select(size => (long?)size)]) is not { } geometry)
        {
            node.Block(1, "has an input of unknown size");
            return null;
        }

        KernelGradientShape shape = new(weight[1] * geometry.Group, weight[0], geometry, sizes);
        IKernelGradient way = KernelGradients.For(shape, node.Writer.UsesOwnOperators);
        if (way == KernelGradients.Operator && node.Wants(2))
        {
            (string kernel, string bias) = OperatorProduct.WriteBoth(node.Writer, node.Input(0), node.Gradient, shape);
            node.Give(1, kernel);
            return bias;
        }

        node.Give(1, way.Write(node.Writer, node.Input(0), node.Gradient, shape));
        return null;
    }

    private static void EmitInput(GradientNode node)
    {
        if (node.SizesFrom(1, 0) is not { Length: > 2 } weight)
        {
            node.Block(0, "has a kernel of unknown shape");
            return;
        }

        ConvolutionAttributes geometry = ConvolutionAttributes.Read(node.Proto, weight.AsSpan(2));
        ImmutableArray<long?> sizes = WindowAdjoint.SpatialSizes(node, geometry.Rank);
        if (WindowAdjoint.Resolve(geometry, sizes) is not { } resolved)
        {
            node.Block(0, "has an input of unknown size, and steps");
            return;
        }

        bool runsReversed = resolved.Strides.All(stride => stride == 1) && Enumerable.Range(0, resolved.Rank).All(axis =>
            resolved.PadsBegin[axis] < resolved.Extent(axis) && resolved.PadsEnd[axis] < resolved.Extent(axis));
        node.Give(0, runsReversed && OperatorAdjoint.Serves(node, resolved, weight)
            ? OperatorAdjoint.Write(node, resolved)
            : runsReversed
            ? Reversed(node, resolved, weight)
            : WindowAdjoint.Write(node.Writer, node.Gradient, node.Input(1), resolved, sizes, resolved.Group));
    }

    private static string Reversed(GradientNode node, ConvolutionAttributes geometry, long[] weight) => node.Writer.Node(
        "Conv", [node.Gradient, ReverseKernel(node, geometry, weight)],
        NodeBuilder.Ints("kernel_shape", geometry.Kernel),
        NodeBuilder.Ints("strides", geometry.Strides),
        NodeBuilder.Ints("dilations", geometry.Dilations),
        NodeBuilder.Ints("pads", Complement(geometry, geometry.PadsBegin).Concat(Complement(geometry, geometry.PadsEnd))),
        NodeBuilder.Int("group", geometry.Group));

    private static IEnumerable<long> Complement(ConvolutionAttributes geometry, ImmutableArray<long> pads) =>
        pads.Select((pad, axis) => geometry.Extent(axis) - 1 - pad);

    // [T, C / group, kernel] to [C, T / group, kernel reversed]: nodes over a constant, which ONNX Runtime folds, or over what is trained. There reversing counts: as a product
    // with a matrix of zeros and ones it takes a tenth of the time of a Gather, which copies number by number.
    private static string ReverseKernel(GradientNode node, ConvolutionAttributes geometry, long[] weight)
    {
        GradientWriter writer = node.Writer;
        (long group, long outputs, long inputs) = (geometry.Group, weight[0] / geometry.Group, weight[1]);
        int offsets = checked((int)geometry.Kernel.Aggregate(1L, (product, size) => product * size));
        string kernel = writer.Reshape(node.Input(1), group, outputs, inputs, offsets);
        if (offsets is > 1 and <= LargestExchange)
        {
            float[] exchange = new float[offsets * offsets];
            for (int offset = 0; offset < offsets; offset++)
            {
                exchange[(offset * offsets) + offsets - 1 - offset] = 1;
            }

            kernel = writer.Node("MatMul", [kernel, writer.Floats("exchange", [offsets, offsets], exchange)]);
        }
        else if (offsets > 1)
        {
            kernel = writer.Gather(kernel, 3, [.. Enumerable.Range(0, offsets).Reverse().Select(offset => (long)offset)]);
        }

        if (outputs != 1 && inputs != 1)
        {
            kernel = writer.Transpose(kernel, 0, 2, 1, 3);
        }

        return writer.Reshape(kernel, [group * inputs, outputs, .. geometry.Kernel]);
    }
}
