using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>
/// How a kernel or matrix, as it is stored, is made of matrices between what is read and what is written: so many of [rows, columns], one behind the other. A group of a convolution is a matrix of its own.
/// </summary>
/// <param name="Count">How many matrices.</param>
/// <param name="Rows">The rows of each.</param>
/// <param name="Columns">The columns of each.</param>
/// <param name="RowsAreOutputs">Whether a row makes an output of what is read; otherwise it is what an input becomes.</param>
internal sealed record WeightMatrix(long Count, long Rows, long Columns, bool RowsAreOutputs)
{
    /// <summary>What is written, of each matrix.</summary>
    public long Outputs => RowsAreOutputs ? Rows : Columns;

    /// <summary>What is read, of each matrix.</summary>
    public long Inputs => RowsAreOutputs ? Columns : Rows;

    /// <summary>Whether what a node reads is its kernel or matrix, whatever its shape.</summary>
    /// <param name="node">A node of the default domain.</param>
    /// <param name="input">Which of its inputs.</param>
    public static bool IsReadBy(NodeProto node, int input) => (node.OpType, input) is ("Conv" or "ConvTranspose", 1) or ("Gemm", 0 or 1) or ("MatMul" or "Einsum", _);

    /// <summary>The matrices of what a node reads as its kernel or matrix.</summary>
    /// <param name="node">A node of the default domain.</param>
    /// <param name="input">Which of its inputs.</param>
    /// <param name="dims">The shape of what it reads.</param>
    /// <returns>Null where it is no kernel and no matrix.</returns>
    public static WeightMatrix? Of(NodeProto node, int input, IReadOnlyList<long> dims) => dims.Count < 2 ? null : (node.OpType, input) switch
    {
        ("Conv", 1) => OfKernel(dims, node.GetInt("group", 1), rowsAreOutputs: true),
        // [C, T / groups, ...]: what each input adds to all outputs.
        ("ConvTranspose", 1) => OfKernel(dims, node.GetInt("group", 1), rowsAreOutputs: false),
        ("Gemm", 0) => new WeightMatrix(1, dims[0], dims[1], node.GetInt("transA", 0) == 0),
        ("Gemm", 1) => new WeightMatrix(1, dims[0], dims[1], node.GetInt("transB", 0) != 0),
        ("MatMul", _) => new WeightMatrix(Product(dims.SkipLast(2)), dims[^2], dims[^1], input == 0),
        // Which of its axes are read and which are written differs from equation to equation.
        ("Einsum", _) => OfFactor(dims),
        _ => null,
    };

    /// <summary>The matrix of a factor from which nodes make a kernel: the unfolding along its first axis of more than one.</summary>
    /// <param name="dims">Its shape.</param>
    /// <returns>Null of a number and of a list.</returns>
    public static WeightMatrix? OfFactor(IReadOnlyList<long> dims)
    {
        if (dims.Count < 2)
        {
            return null;
        }

        long rows = dims.FirstOrDefault(dim => dim != 1, 1);
        return new WeightMatrix(1, rows, Product(dims.SkipWhile(dim => dim == 1).Skip(1)), RowsAreOutputs: true);
    }

    private static WeightMatrix OfKernel(IReadOnlyList<long> dims, long groups, bool rowsAreOutputs)
    {
        long count = groups > 0 && dims[0] % groups == 0 ? groups : 1;
        return new WeightMatrix(count, dims[0] / count, Product(dims.Skip(1)), rowsAreOutputs);
    }

    private static long Product(IEnumerable<long> dims) => dims.Aggregate(1L, (product, dim) => product * dim);
}
