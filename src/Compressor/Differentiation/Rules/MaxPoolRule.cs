using System.Collections.Immutable;
using RsdtrEdge.Compressor.Differentiation.Maxima;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>MaxPool: the gradient goes to the largest element of each window, equal ones share it.</summary>
internal sealed class MaxPoolRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["MaxPool"];

    public void Emit(GradientNode node)
    {
        ConvolutionAttributes declared = ConvolutionAttributes.Read(node.Proto);
        ImmutableArray<long?> sizes = WindowAdjoint.SpatialSizes(node, declared.Rank);
        if (node.SizesFrom(0, 1) is not [var channels, .. var inputs] || WindowAdjoint.Resolve(declared, sizes) is not { } geometry
            || node.OutputSizesFrom(0, 2) is not { } outputs)
        {
            node.Block("has an input of unknown size");
            return;
        }

        MaximumShape shape = new(channels, geometry, inputs, outputs);
        GradientWriter writer = node.Writer;
        string covered = shape.Cover(writer, node.Input(0));

        // ONNX Runtime runs old versions without a window of ceil_mode that would begin in the padding, but expects the sizes with it: they are said here.
        string maxima = node.Proto.GetInt("ceil_mode", 0) == 0 ? node.Output(0) : writer.Reshape(node.Output(0), [0, channels, .. outputs]);
        node.Give(0, shape.Uncover(writer, MaximumGradients.For(shape).Write(writer, covered, maxima, node.Gradient, shape)));
    }
}
