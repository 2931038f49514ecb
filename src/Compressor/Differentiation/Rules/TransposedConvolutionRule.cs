using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>ConvTranspose, in its input and its bias: the convolution that it is the adjoint of.</summary>
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
            node.Block(1, "has no derivative here by its kernel");
        }

        if (node.Wants(2))
        {
            node.Give(2, node.Writer.ReduceSum(node.Gradient, keepAxes: false, [0, .. Enumerable.Range(2, rank - 2)]));
        }
    }

    private static void EmitInput(GradientNode node)
    {
        if (node.SizesFrom(1, 2) is not { Length: > 0 } kernel)
        {
            node.Block(0, "has a kernel of unknown shape");
            return;
        }

        ConvolutionAttributes geometry = ConvolutionAttributes.Read(node.Proto, kernel);
        if (geometry.AutoPad is AutoPadding.SameUpper or AutoPadding.SameLower || node.Proto.Has("output_shape"))
        {
            node.Block(0, "finds its padding from the size of its output");
            return;
        }

        // A convolution would find more windows than there are inputs.
        if (node.Proto.GetInts("output_padding") is { } padding && padding.Where((pad, axis) => pad >= geometry.Strides[axis]).Any())
        {
            node.Block(0, "has an output_padding of a step or more");
            return;
        }

        node.Give(0, node.Writer.Node(
            "Conv", [node.Gradient, node.Input(1)],
            NodeBuilder.Ints("kernel_shape", geometry.Kernel),
            NodeBuilder.Ints("strides", geometry.Strides),
            NodeBuilder.Ints("dilations", geometry.Dilations),
            NodeBuilder.Ints("pads", geometry.PadsBegin.Concat(geometry.PadsEnd)),
            NodeBuilder.Int("group", geometry.Group)));
    }
}
