using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>
/// Resize and Upsample along the last two axes, nearest or linear: Y = A X B^T with the matrices of the two axes, and the gradient A^T G B. Where
/// each element is repeated a whole number of times, sums over blocks do the same for less.
/// </summary>
internal sealed class ResizeRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Resize", "Upsample"];

    public void Emit(GradientNode node)
    {
        if (node.Proto.GetString("mode", "nearest") is not ("nearest" or "linear") || node.Proto.GetInt("antialias", 0) != 0
            || node.Proto.GetString("coordinate_transformation_mode", "half_pixel") == "tf_crop_and_resize"
            || node.Proto.GetString("keep_aspect_ratio_policy", "stretch") != "stretch")
        {
            node.Block("resizes in a way other than nearest or linear");
            return;
        }

        if (node.Shape(0) is not { Rank: >= 3 } shape || node.OutputShape(0) is not { } output
            || node.SizesFrom(0, shape.Rank - 2) is not { } from || node.OutputSizesFrom(0, shape.Rank - 2) is not { } to)
        {
            node.Block("has an input or output of unknown size");
            return;
        }

        if (Enumerable.Range(0, shape.Rank - 2).Any(axis => shape[axis] != output[axis]) || Scales(node, shape.Rank, from, to) is not { } scales)
        {
            node.Block("resizes other axes than the last two, or by scales that are known only when it runs");
            return;
        }

        float[][] matrices = [.. Enumerable.Range(0, 2).Select(axis => InterpolationMatrix.Of(node.Proto, node.Writer.Opset, from[axis], to[axis], scales[axis]))];
        GradientWriter writer = node.Writer;
        if (shape.Rank == 4 && InterpolationMatrix.Repeats(matrices[0], from[0], to[0]) && InterpolationMatrix.Repeats(matrices[1], from[1], to[1]))
        {
            long[] block = [to[0] / from[0], to[1] / from[1]];
            string mean = writer.Node("AveragePool", [node.Gradient], NodeBuilder.Ints("kernel_shape", block), NodeBuilder.Ints("strides", block));
            node.Give(0, writer.Scale(mean, block[0] * block[1]));
            return;
        }

        string across = writer.Node("MatMul", [node.Gradient, writer.Floats("columns", [to[1], from[1]], matrices[1])]);
        string rows = writer.Transpose(writer.Floats("rows", [to[0], from[0]], matrices[0]), 1, 0);
        node.Give(0, writer.Node("MatMul", [rows, across]));
    }

    // The scales of the last two axes in single precision, as ONNX Runtime has them; of given sizes, their ratio.
    private static float[]? Scales(GradientNode node, int rank, long[] from, long[] to)
    {
        if (node.Has(3))
        {
            return [.. to.Select((size, axis) => (float)size / from[axis])];
        }

        double[]? given = node.Proto.OpType == "Upsample" && !node.Has(1)
            ? node.Proto.GetFloats("scales")?.Select(scale => (double)scale).ToArray()
            : node.Facts(node.Writer.Opset < 11 ? 1 : 2).Numbers;
        long[] axes = node.Proto.GetInts("axes") ?? [.. Enumerable.Range(0, rank).Select(axis => (long)axis)];
        if (given is null || given.Length != axes.Length)
        {
            return null;
        }

        float[] scales = [1, 1];
        for (int index = 0; index < axes.Length; index++)
        {
            long axis = axes[index] < 0 ? axes[index] + rank : axes[index];
            if (axis >= rank - 2)
            {
                scales[axis - rank + 2] = (float)given[index];
            }
        }

        return scales;
    }
}
