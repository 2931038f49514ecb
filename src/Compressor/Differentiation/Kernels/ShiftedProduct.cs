namespace RsdtrEdge.Compressor.Differentiation.Kernels;

/// <summary>
/// Shifts of x along the window's last axis times shifts of dy along its first, for steps of 1: of a 3x3 window three copies of each in the place of
/// nine of x, and one product. In rows of the output's length, one after the other, an element (i, j) of the window is i rows of x_j, which is x cut j columns
/// further right: dW[t, c, i, j] is the sum over k of dy[t, k - i rows] x_j[c, k], with zeros outside of dy.
/// </summary>
internal sealed class ShiftedProduct : IKernelGradient
{
    public string Name => "shifts";

    public bool Serves(KernelGradientShape shape) => shape.StepsByOne && shape.Taps > 1
        && Enumerable.Range(1, shape.Rank - 1).All(axis => shape.Geometry.Kernel[axis] == 1 || axis == LastAxis(shape));

    public string Write(GradientWriter writer, string input, string gradient, KernelGradientShape shape)
    {
        // Of a window along the first axis alone, that is shifted which has fewer channels.
        int last = LastAxis(shape);
        (long first, long window) = (shape.Geometry.Kernel[0], shape.Geometry.Kernel[last]);
        (long down, long across) = last > 0 ? (first, window) : shape.Channels > shape.Outputs ? (window, 1) : (1, window);
        long[] sizes = [.. shape.CoveredSizes];
        if (across > 1)
        {
            sizes[last] = shape.OutputSizes[last];
        }

        long length = Product(sizes);
        string covered = shape.Cover(writer, input);
        string images = across == 1 ? covered : Cut(writer, covered, shape, last, length);
        string shifted = Shift(writer, gradient, shape, sizes, down, length);

        (long outputs, long inputs) = (shape.Outputs / shape.Group, shape.Channels / shape.Group);
        string product = new ProductOverBatch(shape.Group, outputs * down, inputs * across, length).Write(writer, shifted, images);
        if (down > 1)
        {
            product = writer.Transpose(writer.Reshape(product, shape.Outputs, down, inputs, across), 0, 2, 1, 3);
        }

        return writer.Reshape(product, shape.KernelSizes);
    }

    // [N, C, taps, length], each tap a copy with the output's size along the axis.
    private static string Cut(GradientWriter writer, string covered, KernelGradientShape shape, int axis, long length) => writer.Concat(
        Enumerable.Range(0, (int)shape.Geometry.Kernel[axis])
            .Select(tap => writer.Slice(covered, [new AxisRange(axis + 2, tap * shape.Geometry.Dilations[axis], shape.OutputSizes[axis], 1)]))
            .Select(cut => writer.Reshape(cut, 0, shape.Channels, 1, length)).ToArray(),
        2);

    // [N, T, taps, length], each tap a dilation of rows further behind. The zeros that end one tap and those that begin the next are one piece.
    private static string Shift(GradientWriter writer, string gradient, KernelGradientShape shape, long[] sizes, long taps, long length)
    {
        if (taps == 1)
        {
            return gradient;
        }

        long row = Product(sizes.AsSpan(1));
        long own = shape.OutputSizes[0] * row;
        long step = shape.Geometry.Dilations[0] * row;
        string flat = writer.Reshape(gradient, 0, shape.Outputs, own);
        string zeros = writer.Zeros(flat, shape.Outputs, length - own + step);
        return writer.Concat([flat, .. Enumerable.Range(1, (int)taps - 1).SelectMany(_ => (string[])[zeros, flat])], 2);
    }

    // The last axis with more than one element of the window, or the first.
    private static int LastAxis(KernelGradientShape shape) =>
        Enumerable.Range(0, shape.Rank).Last(axis => axis == 0 || shape.Geometry.Kernel[axis] > 1);

    private static long Product(ReadOnlySpan<long> sizes)
    {
        long product = 1;
        foreach (long size in sizes)
        {
            product *= size;
        }

        return product;
    }
}
