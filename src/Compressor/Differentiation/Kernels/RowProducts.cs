namespace RsdtrEdge.Compressor.Differentiation.Kernels;

/// <summary>
/// For steps of 1 in two axes: copies of x shifted by columns, of which each row of the window is one contiguous piece, and one product a row of the window.
/// </summary>
internal sealed class RowProducts : IKernelGradient
{
    public string Name => "rows";

    public bool Serves(KernelGradientShape shape) => shape.StepsByOne && shape.Rank == 2 && shape.Taps > 1;

    public string Write(GradientWriter writer, string input, string gradient, KernelGradientShape shape)
    {
        (long height, long width) = (shape.Geometry.Kernel[0], shape.Geometry.Kernel[1]);
        (long rowsBefore, long columnsBefore) = (shape.Geometry.PadsBegin[0], shape.Geometry.PadsBegin[1]);
        long rowsAfter = shape.CoveredSizes[0] - shape.InputSizes[0] - rowsBefore;
        string[] columns =
        [
            .. Enumerable.Range(0, (int)width).Select(tap => columnsBefore - (tap * shape.Geometry.Dilations[1])).Select(before => writer.Pad(
                input, [0, 0, rowsBefore, before, 0, 0, rowsAfter, shape.OutputSizes[1] - shape.InputSizes[1] - before])),
        ];
        (long outputs, long inputs) = (shape.Outputs / shape.Group, shape.Channels / shape.Group);
        string images = width == 1
            ? columns[0]
            : writer.Concat(columns.Select(column => writer.Reshape(column, 0, shape.Channels, 1, shape.CoveredSizes[0] * shape.OutputSizes[1])).ToArray(), 2);
        images = writer.Reshape(images, 0, shape.Channels * width, shape.CoveredSizes[0] * shape.OutputSizes[1]);
        string[] rows =
        [
            .. Enumerable.Range(0, (int)height).Select(tap => writer.Reshape(
                new ProductOverBatch(shape.Group, outputs, inputs * width, shape.Positions).Write(
                    writer, gradient,
                    writer.Slice(images, [new AxisRange(2, tap * shape.Geometry.Dilations[0] * shape.OutputSizes[1], shape.Positions, 1)])),
                shape.Outputs, inputs, 1, width)),
        ];
        return height == 1 ? writer.Reshape(rows[0], shape.KernelSizes) : writer.Concat(rows, 2);
    }
}
