namespace RsdtrEdge.Compressor.Differentiation.Kernels;

/// <summary>
/// For many narrow groups: neighbouring groups as one, of whose kernel all but the blocks on the diagonal are dropped. It multiplies more, but a product of 9
/// by 9 numbers takes no less time than one several times as large.
/// </summary>
/// <param name="inner">How the wider groups are computed.</param>
/// <param name="mostChannels">The most channels of a wider group.</param>
internal sealed class JoinedGroups(IKernelGradient inner, long mostChannels) : IKernelGradient
{
    public string Name => $"{inner.Name}, joined";

    public bool Serves(KernelGradientShape shape) => Joined(shape) > 1 && inner.Serves(shape.WithGroup(shape.Group / Joined(shape)));

    public string Write(GradientWriter writer, string input, string gradient, KernelGradientShape shape)
    {
        long joined = Joined(shape);
        KernelGradientShape wide = shape.WithGroup(shape.Group / joined);
        (long outputs, long inputs) = (shape.Outputs / shape.Group, shape.Channels / shape.Group * shape.Taps);

        // [groups, joined, outputs, joined, inputs] to [groups, joined x joined, outputs, inputs], of which the equal pairs are taken.
        string whole = writer.Reshape(inner.Write(writer, input, gradient, wide), wide.Group, joined, outputs, joined, inputs);
        string pairs = writer.Reshape(writer.Transpose(whole, 0, 1, 3, 2, 4), wide.Group, joined * joined, outputs, inputs);
        string equal = writer.Gather(pairs, 1, [.. Enumerable.Range(0, (int)joined).Select(group => group * (joined + 1))]);
        return writer.Reshape(equal, shape.KernelSizes);
    }

    // The most neighbours that keep to the channels, and that all groups can be divided into.
    private long Joined(KernelGradientShape shape)
    {
        long most = mostChannels / Math.Max(shape.Channels / shape.Group, shape.Outputs / shape.Group);
        for (long count = Math.Min(most, shape.Group); count > 1; count--)
        {
            if (shape.Group % count == 0)
            {
                return count;
            }
        }

        return 1;
    }
}
