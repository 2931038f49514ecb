using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>
/// How a Gemm or MatMul multiplies the rows of its input with the matrix W, T x C, that it stores on its right:
/// Y = alpha X W^T + beta B. MatMul stores W^T, Gemm either of the two.
/// </summary>
/// <param name="OutputsFirst">Whether the stored tensor is W [T, C] (Gemm with transB), not W^T [C, T].</param>
/// <param name="TransposesInput">Whether the columns of the input, not its rows, are multiplied (Gemm with transA).</param>
/// <param name="Alpha">The factor of the product.</param>
/// <param name="Beta">The factor of the bias; 1 for MatMul, which has none.</param>
internal sealed record FullyConnectedAttributes(bool OutputsFirst, bool TransposesInput, float Alpha, float Beta)
{
    /// <summary>Whether a node is a Gemm or MatMul with two operands.</summary>
    public static bool Describes(NodeProto node) =>
        node.OpType is "Gemm" or "MatMul" && OperatorDomain.IsDefault(node.Domain) && node.Input.Count >= 2;

    /// <summary>Reads a node's attributes.</summary>
    /// <param name="node">A Gemm or MatMul.</param>
    /// <exception cref="RsdtrException">An attribute has another type (RSDTR1009).</exception>
    public static FullyConnectedAttributes Read(NodeProto node) => node.OpType == "Gemm"
        ? new(node.GetInt("transB", 0) != 0, node.GetInt("transA", 0) != 0, node.GetFloat("alpha", 1), node.GetFloat("beta", 1))
        : new(OutputsFirst: false, TransposesInput: false, Alpha: 1, Beta: 1);

    /// <summary>[T, C] of a stored matrix's sizes, and the other way round.</summary>
    public T[] Order<T>(T first, T second) => OutputsFirst ? [first, second] : [second, first];

    /// <summary>W in the order T x C from the stored numbers.</summary>
    /// <param name="stored">The stored numbers, as many as T C.</param>
    /// <param name="outputs">T.</param>
    public float[] ToKernel(float[] stored, int outputs) => OutputsFirst ? stored : Transpose(stored, outputs == 0 ? 0 : stored.Length / outputs);

    /// <summary>The numbers to be stored from W in the order T x C.</summary>
    /// <param name="kernel">W.</param>
    /// <param name="outputs">T.</param>
    public float[] ToStored(ReadOnlySpan<float> kernel, int outputs) => OutputsFirst ? kernel.ToArray() : Transpose(kernel, outputs);

    private static float[] Transpose(ReadOnlySpan<float> numbers, int rows)
    {
        float[] result = new float[numbers.Length];
        int columns = rows == 0 ? 0 : numbers.Length / rows;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                result[(column * rows) + row] = numbers[(row * columns) + column];
            }
        }

        return result;
    }
}
