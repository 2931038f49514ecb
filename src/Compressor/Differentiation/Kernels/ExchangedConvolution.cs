using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Kernels;

/// <summary>
/// One convolution with the batch and the channels exchanged: x as C images of N channels, dy as T kernels over N channels, their steps and dilations
/// exchanged, too. In groups x is C / group images of group x N channels.
/// </summary>
internal sealed class ExchangedConvolution : IKernelGradient
{
    public string Name => "exchanged";

    public bool Serves(KernelGradientShape shape) => true;

    public string Write(GradientWriter writer, string input, string gradient, KernelGradientShape shape)
    {
        ConvolutionAttributes geometry = shape.Geometry;
        (long group, long inputs) = (shape.Group, shape.Channels / shape.Group);
        long[] spatial = [.. Enumerable.Range(2, shape.Rank).Select(axis => (long)axis)];
        string images;
        if (group == 1)
        {
            images = writer.Transpose(input, [1, 0, .. spatial]);
        }
        else
        {
            images = writer.Reshape(input, [0, group, inputs, .. shape.InputSizes]);
            images = writer.Transpose(images, [2, 1, 0, .. spatial.Select(axis => axis + 1)]);
            images = writer.Reshape(images, [inputs, -1, .. shape.InputSizes]);
        }

        // What no window reaches is cut off, so that there are as many results as the window has elements.
        string kernels = writer.Transpose(gradient, [1, 0, .. spatial]);
        string result = writer.Node(
            "Conv", [images, kernels],
            NodeBuilder.Ints("kernel_shape", shape.OutputSizes),
            NodeBuilder.Ints("strides", geometry.Dilations),
            NodeBuilder.Ints("dilations", geometry.Strides),
            NodeBuilder.Ints("pads", geometry.PadsBegin.Concat(geometry.PadsEnd)),
            NodeBuilder.Int("group", group));
        AxisRange[] extra =
        [
            .. Enumerable.Range(0, shape.Rank).Where(axis => Results(shape, axis) != geometry.Kernel[axis])
                .Select(axis => new AxisRange(axis + 2, 0, geometry.Kernel[axis], 1)),
        ];
        return writer.Transpose(writer.Slice(result, extra), [1, 0, .. spatial]);
    }

    private static long Results(KernelGradientShape shape, int axis) =>
        ((shape.InputSizes[axis] + shape.Geometry.PadsBegin[axis] + shape.Geometry.PadsEnd[axis] - ((shape.OutputSizes[axis] - 1) * shape.Geometry.Strides[axis]) - 1)
            / shape.Geometry.Dilations[axis]) + 1;
}
