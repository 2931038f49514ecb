using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Differentiation.Maxima;

/// <summary>
/// For all windows: their elements are laid side by side as channels, by a convolution with kernels of a single 1, compared with the maximum, and brought back by the adjoint of that convolution. All elements of a
/// window at once, or one axis after the other, since the largest of a window is the largest of those of its lines: of a window of 13 x 13 that lays 26 elements in the place of 169.
/// </summary>
/// <remarks>The output Indices would need a scattering that adds, which operators have from version 16 on only: windows may overlap.</remarks>
/// <param name="byAxes">Whether one axis follows the other.</param>
internal sealed class LaidMaxima(bool byAxes) : IMaximumGradient
{
    public string Name => byAxes ? "axes" : "convolution";

    public bool Serves(MaximumShape shape) => !byAxes || shape.PooledAxes.Length > 1;

    public string Write(GradientWriter writer, string covered, string maxima, string gradient, MaximumShape shape)
    {
        MaximumShape[] steps = byAxes ? [.. shape.PooledAxes.Select(shape.Along)] : [shape];
        string[] kernels = [.. steps.Select(step => writer.Floats("taps", [step.Channels * step.Taps, 1, .. step.Geometry.Kernel], Kernels(step.Channels, step.Taps)))];
        string[] largest = new string[steps.Length];
        string value = covered;
        string? counts = null;
        for (int index = 0; index < steps.Length; index++)
        {
            MaximumShape step = steps[index];
            string elements = Lay(writer, value, kernels[index], step);
            value = index == steps.Length - 1 ? maxima : Pool(writer, value, step);
            largest[index] = LargestElements.Write(writer, elements, writer.Unsqueeze(value, 2));

            // How many elements of what is pooled so far are the largest.
            string counted = counts is null ? largest[index] : writer.Multiply(largest[index], Lay(writer, writer.Reshape(counts, [0, step.Channels, .. steps[index - 1].OutputSizes]), kernels[index], step));
            counts = writer.ReduceSum(counted, keepAxes: true, 2);
        }

        string share = writer.Divide(writer.Unsqueeze(gradient, 2), counts!);
        for (int index = steps.Length - 1; index > 0; index--)
        {
            share = writer.Unsqueeze(Gather(writer, writer.Multiply(largest[index], share), kernels[index], steps[index]), 2);
        }

        return Gather(writer, writer.Multiply(largest[0], share), kernels[0], steps[0]);
    }

    private static string Lay(GradientWriter writer, string value, string kernel, MaximumShape step) =>
        writer.Reshape(Convolve(writer, "Conv", value, kernel, step), [0, step.Channels, step.Taps, .. step.OutputSizes]);

    private static string Gather(GradientWriter writer, string elements, string kernel, MaximumShape step) =>
        Convolve(writer, "ConvTranspose", writer.Reshape(elements, [0, step.Channels * step.Taps, .. step.OutputSizes]), kernel, step);

    // Operators before version 10 know no dilations.
    private static string Pool(GradientWriter writer, string value, MaximumShape step) => writer.Node(
        "MaxPool", [value],
        [
            NodeBuilder.Ints("kernel_shape", step.Geometry.Kernel), NodeBuilder.Ints("strides", step.Geometry.Strides),
            .. step.Geometry.Dilations.Any(dilation => dilation > 1) ? (AttributeProto[])[NodeBuilder.Ints("dilations", step.Geometry.Dilations)] : [],
        ]);

    private static string Convolve(GradientWriter writer, string opType, string value, string kernel, MaximumShape step) => writer.Node(
        opType, [value, kernel],
        NodeBuilder.Ints("kernel_shape", step.Geometry.Kernel), NodeBuilder.Ints("strides", step.Geometry.Strides),
        NodeBuilder.Ints("dilations", step.Geometry.Dilations), NodeBuilder.Int("group", step.Channels));

    private static float[] Kernels(long channels, long taps)
    {
        float[] kernels = new float[channels * taps * taps];
        for (long row = 0; row < channels * taps; row++)
        {
            kernels[(row * taps) + (row % taps)] = 1;
        }

        return kernels;
    }
}
