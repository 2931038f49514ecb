using System.Collections.Immutable;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>
/// MaxPool: the gradient goes to the largest element of each window, equal ones share it. The windows' elements are laid side by side as channels, by a
/// convolution with kernels of a single 1, compared with the maximum, and brought back by the adjoint of that convolution.
/// </summary>
/// <remarks>The output Indices would need a scattering that adds, which operators have from version 16 on only: windows may overlap.</remarks>
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

        // What the windows cover beyond the input, also the last one of ceil_mode; what they do not reach is cut off.
        long[] before = [.. geometry.PadsBegin];
        long[] after = [.. inputs.Select((size, axis) => ((outputs[axis] - 1) * geometry.Strides[axis]) + geometry.Extent(axis) - size - before[axis])];
        GradientWriter writer = node.Writer;
        string input = writer.Pad(node.Input(0), [0, 0, .. before, 0, 0, .. after], float.MinValue);
        long taps = geometry.Kernel.Aggregate(1L, (product, size) => product * size);
        string kernel = writer.Floats("taps", [channels * taps, 1, .. geometry.Kernel], Taps(channels, taps));
        string laid = writer.Node(
            "Conv", [input, kernel],
            NodeBuilder.Ints("kernel_shape", geometry.Kernel), NodeBuilder.Ints("strides", geometry.Strides),
            NodeBuilder.Ints("dilations", geometry.Dilations), NodeBuilder.Int("group", channels));
        laid = writer.Reshape(laid, [0, channels, taps, .. outputs]);

        // No element is larger than the maximum, so that those which are not less are equal to it.
        string largest = writer.ToFloat(writer.Node("Not", [writer.Node("Greater", [writer.Unsqueeze(node.Output(0), 2), laid])]));
        string share = writer.Divide(writer.Unsqueeze(node.Gradient, 2), writer.ReduceSum(largest, keepAxes: true, 2));
        string spread = writer.Reshape(writer.Multiply(largest, share), [0, channels * taps, .. outputs]);
        string back = writer.Node(
            "ConvTranspose", [spread, kernel],
            NodeBuilder.Ints("kernel_shape", geometry.Kernel), NodeBuilder.Ints("strides", geometry.Strides),
            NodeBuilder.Ints("dilations", geometry.Dilations), NodeBuilder.Int("group", channels));
        node.Give(0, writer.Pad(back, [0, 0, .. before.Select(pad => -pad), 0, 0, .. after.Select(pad => -pad)]));
    }

    private static float[] Taps(long channels, long taps)
    {
        float[] kernel = new float[channels * taps * taps];
        for (long row = 0; row < channels * taps; row++)
        {
            kernel[(row * taps) + (row % taps)] = 1;
        }

        return kernel;
    }
}
