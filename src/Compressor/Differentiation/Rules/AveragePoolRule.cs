using System.Collections.Immutable;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>AveragePool: a convolution of each channel with equal numbers, and its adjoint.</summary>
internal sealed class AveragePoolRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["AveragePool"];

    public void Emit(GradientNode node)
    {
        ConvolutionAttributes geometry = ConvolutionAttributes.Read(node.Proto);
        ImmutableArray<long?> sizes = WindowAdjoint.SpatialSizes(node, geometry.Rank);
        if (node.SizesFrom(0, 1) is not [var channels, ..] || WindowAdjoint.Resolve(geometry, sizes) is not { } resolved)
        {
            node.Block("has an input of unknown size");
            return;
        }

        if (node.OutputSizesFrom(0, 2) is not { } outputs)
        {
            node.Block("has an output of unknown size");
            return;
        }

        long[] inputs = [.. sizes.Select(size => size!.Value)];
        bool countsPads = node.Proto.GetInt("count_include_pad", 0) != 0;
        bool padded = resolved.PadsBegin.Concat(resolved.PadsEnd).Any(pad => pad != 0);
        bool isBeyond = outputs.Where((size, axis) => size > resolved.OutputSize(axis, inputs[axis])).Any();
        resolved = resolved.Reaching(inputs, outputs);

        GradientWriter writer = node.Writer;
        bool dividesAlike = !isBeyond && (countsPads || !padded);
        float[] kernel = new float[channels * resolved.Kernel.Aggregate(1L, (product, size) => product * size)];
        Array.Fill(kernel, dividesAlike ? (float)(1.0 * channels / kernel.Length) : 1f);
        string gradient = node.Gradient;
        if (!dividesAlike)
        {
            string parts = writer.Floats("parts", [1, 1, .. outputs], Parts(resolved, inputs, outputs));
            gradient = writer.Multiply(gradient, isBeyond && countsPads ? writer.Multiply(parts, MeansOfOnes(node, inputs, outputs)) : parts);
        }

        string weight = writer.Floats("window", [channels, 1, .. resolved.Kernel], kernel);
        node.Give(0, WindowAdjoint.Write(writer, gradient, weight, resolved, sizes, channels));
    }

    // By how many elements a window of ceil_mode that reaches beyond the padding is divided where padding counts differs between versions of the operator and of ONNX Runtime (what lies beyond counts
    // or not): the operator itself says it, since the mean of ones is the number of elements within the input over it. Nodes over constants, computed once.
    private static string MeansOfOnes(GradientNode node, long[] inputs, long[] outputs)
    {
        float[] ones = new float[inputs.Aggregate(1L, (product, size) => product * size)];
        Array.Fill(ones, 1f);
        string means = node.Writer.Node("AveragePool", [node.Writer.Floats("ones", [1, 1, .. inputs], ones)], node.Proto.Attribute.Select(attribute => attribute.Clone()));

        // ONNX Runtime runs old versions without a window that would begin in the padding, but expects the sizes with it: they are said here.
        return node.Writer.Reshape(means, [1, 1, .. outputs]);
    }

    // One over the number of elements of each window that lie within the input.
    private static float[] Parts(ConvolutionAttributes geometry, long[] inputs, long[] outputs)
    {
        double[] counts = [1];
        for (int axis = 0; axis < geometry.Rank; axis++)
        {
            int at = axis;
            double[] along = [.. Enumerable.Range(0, (int)outputs[axis]).Select(output => (double)Enumerable.Range(0, (int)geometry.Kernel[at]).Count(tap =>
                (output * geometry.Strides[at]) - geometry.PadsBegin[at] + (tap * geometry.Dilations[at]) is var place && place >= 0 && place < inputs[at]))];
            counts = [.. counts.SelectMany(count => along.Select(more => count * more))];
        }

        return [.. counts.Select(count => (float)(1 / count))];
    }
}
