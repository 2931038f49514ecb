namespace RsdtrEdge.Compressor.Differentiation.Kernels;

/// <summary>For a convolution of each channel by itself: for each element of the window x times dy, summed over images and positions.</summary>
internal sealed class ChannelSums : IKernelGradient
{
    public string Name => "sums";

    public bool Serves(KernelGradientShape shape) => shape.Group == shape.Channels && shape.Outputs == shape.Channels;

    public string Write(GradientWriter writer, string input, string gradient, KernelGradientShape shape)
    {
        string covered = shape.Cover(writer, input);
        long[] axes = [0, .. Enumerable.Range(2, shape.Rank).Select(axis => (long)axis)];
        string[] sums =
        [
            .. shape.Offsets().Select(offset => writer.ReduceSum(writer.Multiply(writer.Slice(covered, shape.Ranges(offset)), gradient), keepAxes: false, axes))
                .Select(sum => writer.Reshape(sum, shape.Channels, 1)),
        ];
        return writer.Reshape(sums.Length == 1 ? sums[0] : writer.Concat(sums, 1), shape.KernelSizes);
    }
}
