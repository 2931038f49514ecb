using RsdtrEdge.Compressor.Differentiation.Kernels;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>
/// ConvTranspose: in its input the convolution that it is the adjoint of; in its kernel the gradient of that convolution's kernel, whose input is the gradient and whose
/// output's gradient is the input.
/// </summary>
internal sealed class TransposedConvolutionRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["ConvTranspose"];

    public void Emit(GradientNode node)
    {
        if (node.Shape(1)?.Rank is not { } rank)
        {
            node.Block("has a kernel of unknown shape");
            return;
        }

        if (node.Wants(0))
        {
            EmitInput(node);
        }

        if (node.Wants(1))
        {
            EmitKernel(node);
        }

        if (node.Wants(2))
        {
            node.Give(2, node.Writer.ReduceSum(node.Gradient, keepAxes: false, [0, .. Enumerable.Range(2, rank - 2)]));
        }
    }

    private static void EmitInput(GradientNode node)
    {
        if (Geometry(node, 0) is { } geometry)
        {
            node.Give(0, node.Writer.Node(
                "Conv", [node.Gradient, node.Input(1)],
                NodeBuilder.Ints("kernel_shape", geometry.Kernel),
                NodeBuilder.Ints("strides", geometry.Strides),
                NodeBuilder.Ints("dilations", geometry.Dilations),
                NodeBuilder.Ints("pads", geometry.PadsBegin.Concat(geometry.PadsEnd)),
                NodeBuilder.Int("group", geometry.Group)));
        }
    }

    private static void EmitKernel(GradientNode node)
    {
        if (Geometry(node, 1) is not { } geometry)
        {
            return;
        }

        if (node.SizesFrom(1, 0) is not [var inputs, var outputs, ..] || node.OutputSizesFrom(0, 2) is not { } sizes)
        {
            node.Block(1, "has an output of unknown size");
            return;
        }

        KernelGradientShape shape = new(outputs * geometry.Group, inputs, geometry, sizes);
        node.Give(1, KernelGradients.For(shape, node.Writer.UsesOwnOperators).Write(node.Writer, node.Gradient, node.Input(0), shape));
    }

    // Null where the input is blocked.
    private static ConvolutionAttributes? Geometry(GradientNode node, int input)
    {
        if (node.SizesFrom(1, 2) is not { Length: > 0 } kernel)
        {
            node.Block(input, "has a kernel of unknown shape");
            return null;
        }

        ConvolutionAttributes geometry = ConvolutionAttributes.Read(node.Proto, kernel);
        if (geometry.AutoPad is AutoPadding.SameUpper or AutoPadding.SameLower || node.Proto.Has("output_shape"))
        {
            node.Block(input, "finds its padding from the size of its output");
            return null;
        }

        // A convolution would find more windows than there are inputs.
        if (node.Proto.GetInts("output_padding") is { } padding && padding.Where((pad, axis) => pad >= geometry.Strides[axis]).Any())
        {
            node.Block(input, "has an output_padding of a step or more");
            return null;
        }

        return geometry;
    }
}
