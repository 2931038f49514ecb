namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>MatMul: Y = A B has the gradients G B^T and A^T G, summed over the leading axes along which an operand was repeated.</summary>
internal sealed class MatMulRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["MatMul"];

    public void Emit(GradientNode node)
    {
        if (node.Shape(0) is not { Rank: >= 2 } || node.Shape(1) is not { Rank: >= 2 })
        {
            node.Block("multiplies operands of unknown rank, or vectors");
            return;
        }

        if (node.Wants(0))
        {
            BroadcastAdjoint.Give(node, 0, node.Writer.Node("MatMul", [node.Gradient, Turn(node, 1)]), kept: 2);
        }

        if (node.Wants(1))
        {
            BroadcastAdjoint.Give(node, 1, node.Writer.Node("MatMul", [Turn(node, 0), node.Gradient]), kept: 2);
        }
    }

    private static string Turn(GradientNode node, int input)
    {
        int rank = node.Shape(input)!.Rank;
        return node.Writer.Transpose(
            node.Input(input), [.. Enumerable.Range(0, rank - 2).Select(axis => (long)axis), rank - 1, rank - 2]);
    }
}
