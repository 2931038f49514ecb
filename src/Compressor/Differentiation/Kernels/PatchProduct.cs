namespace RsdtrEdge.Compressor.Differentiation.Kernels;

/// <summary>
/// The windows' elements side by side (im2col) times dy: a Slice for each element of the window, with the steps of the convolution, and one product. For all
/// convolutions; of a 1x1 kernel nothing is copied.
/// </summary>
internal sealed class PatchProduct : IKernelGradient
{
    public string Name => "patches";

    public bool Serves(KernelGradientShape shape) => true;

    public string Write(GradientWriter writer, string input, string gradient, KernelGradientShape shape)
    {
        string covered = shape.Cover(writer, input);
        string[] taps = [.. shape.Offsets().Select(offset => writer.Slice(covered, shape.Ranges(offset)))];
        string patches = taps.Length == 1
            ? taps[0]
            : writer.Concat(taps.Select(tap => writer.Reshape(tap, 0, shape.Channels, 1, shape.Positions)).ToArray(), 2);
        ProductOverBatch product = new(shape.Group, shape.Outputs / shape.Group, shape.Channels / shape.Group * shape.Taps, shape.Positions);
        return writer.Reshape(product.Write(writer, gradient, patches), shape.KernelSizes);
    }
}
