namespace RsdtrEdge.Compressor.Differentiation.Kernels;

/// <summary>
/// Shifts of x along the window's last axis times shifts of dy along its first, for steps of 1: of a 3x3 window three copies of each in the place of
/// nine of x. With both flat and rows of equal length, an element (i, j) of the window is a distance r_i + s_j, and
/// dW[t, c, i, j] is the sum over k of dy[t, k - r_i] x[c, k + s_j], with zeros outside of dy.
/// </summary>
/// <param name="cutsRows">
/// Whether rows are as long as the output's, for which each copy of x is cut; otherwise they are as long as those of the padded x, and dy gets columns
/// of zeros: more to multiply and less to copy.
/// </param>
internal sealed class ShiftedProduct(bool cutsRows) : IKernelGradient
{
    public string Name => cutsRows ? "shifts, cut" : "shifts";

    public bool Serves(KernelGradientShape shape) => shape.StepsByOne && shape.Taps > 1
        && Enumerable.Range(1, shape.Rank - 1).All(axis => shape.Geometry.Kernel[axis] == 1 || axis == LastAxis(shape));

    public string Write(GradientWriter writer, string input, string gradient, KernelGradientShape shape)
    {
        // Of a window along the first axis alone, that is shifted which has fewer channels.
        int last = LastAxis(shape);
        long[] window = [.. shape.Geometry.Kernel];
        (long down, long across) = last > 0 ? (window[0], window[last]) : shape.Channels > shape.Outputs ? (window[0], 1) : (1, window[0]);

        long[] sizes = [.. shape.CoveredSizes];
        if (cutsRows && across > 1)
        {
            sizes[last] = shape.OutputSizes[last];
        }

        long length = Product(sizes);
        long step = across == 1 || cutsRows ? 0 : shape.Geometry.Dilations[last] * Product(sizes.AsSpan(last + 1));
        string covered = shape.Cover(writer, input);
        string images = across == 1 ? covered : cutsRows ? Cut(writer, covered, shape, last, length) : Repeat(writer, covered, shape, across, length, step);
        string shifted = Shift(writer, gradient, shape, sizes, down, length + step);

        long group = shape.Group;
        (long outputs, long inputs) = (shape.Outputs / group, shape.Channels / group);
        string product = new ProductOverBatch(group, outputs * down, inputs * across, length + step).Write(writer, shifted, images);
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

    // Copies one after the other, read in pieces that are longer by a step: each piece begins a step later in its copy. What a piece ends with is
    // of the next copy, and meets zeros.
    private static string Repeat(GradientWriter writer, string covered, KernelGradientShape shape, long taps, long length, long step)
    {
        string flat = writer.Reshape(covered, 0, shape.Channels, length);
        return writer.Concat([.. Enumerable.Repeat(flat, (int)taps), writer.Zeros(flat, shape.Channels, taps * step)], 2);
    }

    // [N, T, taps, length], the gradient with each tap a row and a dilation further behind.
    private static string Shift(GradientWriter writer, string gradient, KernelGradientShape shape, long[] sizes, long taps, long length)
    {
        string filled = writer.Pad(
            gradient, [.. new long[shape.Rank + 5], .. sizes.Skip(1).Select((size, axis) => size - shape.OutputSizes[axis + 1])]);
        long row = Product(sizes.AsSpan(1));
        long own = shape.OutputSizes[0] * row;
        long step = shape.Geometry.Dilations[0] * row;
        string flat = writer.Reshape(filled, 0, shape.Outputs, own);
        List<string> parts = [flat];
        for (long tap = 1; tap < taps; tap++)
        {
            AddZeros(length - own + step);
            parts.Add(flat);
        }

        AddZeros(length - own - ((taps - 1) * step));
        return parts.Count == 1 ? flat : writer.Concat(parts, 2);

        void AddZeros(long count)
        {
            if (count > 0)
            {
                parts.Add(writer.Zeros(flat, shape.Outputs, count));
            }
        }
    }

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
