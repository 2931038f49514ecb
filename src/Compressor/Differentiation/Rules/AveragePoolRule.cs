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

        long[] inputs = [.. sizes.Select(size => size!.Value)];
        long[] outputs = [.. inputs.Select((size, axis) => resolved.OutputSize(axis, size))];
        if (node.OutputSizesFrom(0, 2) is not { } real || !outputs.AsSpan().SequenceEqual(real))
        {
            node.Block("has windows beyond its padding (ceil_mode)");
            return;
        }

        GradientWriter writer = node.Writer;
        bool padded = resolved.PadsBegin.Concat(resolved.PadsEnd).Any(pad => pad != 0);
        bool countsPads = !padded || node.Proto.GetInt("count_include_pad", 0) != 0;
        float[] kernel = new float[channels * resolved.Kernel.Aggregate(1L, (product, size) => product * size)];
        Array.Fill(kernel, countsPads ? (float)(1.0 * channels / kernel.Length) : 1f);
        string gradient = countsPads
            ? node.Gradient
            : writer.Multiply(node.Gradient, writer.Floats("parts", [1, 1, .. outputs], Parts(resolved, inputs, outputs)));
        string weight = writer.Floats("window", [channels, 1, .. resolved.Kernel], kernel);
        node.Give(0, WindowAdjoint.Write(writer, gradient, weight, resolved, sizes, channels));
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
