using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Maxima;

/// <summary>
/// For all windows: their elements are laid side by side as channels, by a convolution with kernels of a single 1, compared with the maximum, and brought back by the adjoint of that convolution.
/// </summary>
/// <remarks>The output Indices would need a scattering that adds, which operators have from version 16 on only: windows may overlap.</remarks>
internal sealed class OneHotConvolution : IMaximumGradient
{
    public string Name => "convolution";

    public bool Serves(MaximumShape shape) => true;

    public string Write(GradientWriter writer, string covered, string maxima, string gradient, MaximumShape shape)
    {
        (long channels, long taps) = (shape.Channels, shape.Taps);
        string kernel = writer.Floats("taps", [channels * taps, 1, .. shape.Geometry.Kernel], Kernels(channels, taps));
        string laid = Convolve(writer, "Conv", covered, kernel, shape);
        laid = writer.Reshape(laid, [0, channels, taps, .. shape.OutputSizes]);
        string largest = LargestElements.Write(writer, laid, writer.Unsqueeze(maxima, 2));
        string share = writer.Divide(writer.Unsqueeze(gradient, 2), writer.ReduceSum(largest, keepAxes: true, 2));
        return Convolve(writer, "ConvTranspose", writer.Reshape(writer.Multiply(largest, share), [0, channels * taps, .. shape.OutputSizes]), kernel, shape);
    }

    private static string Convolve(GradientWriter writer, string opType, string value, string kernel, MaximumShape shape) => writer.Node(
        opType, [value, kernel],
        NodeBuilder.Ints("kernel_shape", shape.Geometry.Kernel), NodeBuilder.Ints("strides", shape.Geometry.Strides),
        NodeBuilder.Ints("dilations", shape.Geometry.Dilations), NodeBuilder.Int("group", shape.Channels));

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
