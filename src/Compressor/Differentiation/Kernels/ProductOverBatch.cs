using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Kernels;

/// <summary>
/// The sum over a batch of the products A_n B_n^T, in each of some groups: one product an image and a sum over the images, or, where the products
/// are larger than what is multiplied, both operands with the batch moved beside the positions and one product.
/// </summary>
/// <param name="Group">The number of groups.</param>
/// <param name="Rows">A's rows in a group.</param>
/// <param name="Columns">B's rows in a group.</param>
/// <param name="Inner">What both share: the positions.</param>
internal readonly record struct ProductOverBatch(long Group, long Rows, long Columns, long Inner)
{
    /// <summary>Writes it.</summary>
    /// <param name="writer">Where it is written.</param>
    /// <param name="left">A, [N, then what makes Group x Rows x Inner].</param>
    /// <param name="right">B, [N, then what makes Group x Columns x Inner].</param>
    /// <returns>A value of Group x Rows x Columns elements, in that order.</returns>
    public string Write(GradientWriter writer, string left, string right) => MovesBatch ? Together(writer, left, right) : Apart(writer, left, right);

    // The products are written and read, the operands copied.
    private bool MovesBatch => 2 * Rows * Columns > (Rows + Columns) * Inner;

    private string Apart(GradientWriter writer, string left, string right)
    {
        long[] group = Group == 1 ? [] : [Group];
        string a = writer.Reshape(left, [0, .. group, Rows, Inner]);
        string b = writer.Reshape(right, [0, .. group, Columns, Inner]);
        string turned = Group == 1 ? writer.Transpose(b, 0, 2, 1) : writer.Transpose(b, 0, 1, 3, 2);
        return writer.ReduceSum(writer.Node("MatMul", [a, turned]), keepAxes: false, 0);
    }

    private string Together(GradientWriter writer, string left, string right)
    {
        string a = MoveBatch(writer, left, Rows);
        string b = MoveBatch(writer, right, Columns);
        return Group == 1
            ? writer.Node("Gemm", [a, b, writer.Scalar(0)], NodeBuilder.Int("transB", 1))
            : writer.Node("MatMul", [a, writer.Transpose(b, 0, 2, 1)]);
    }

    // [N, group, rows, inner] to [group, rows, N inner].
    private string MoveBatch(GradientWriter writer, string value, long rows)
    {
        string moved = writer.Transpose(writer.Reshape(value, [0, Group * rows, Inner]), 1, 0, 2);
        return Group == 1 ? writer.Reshape(moved, rows, -1) : writer.Reshape(moved, Group, rows, -1);
    }
}
