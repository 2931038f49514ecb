using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Gemm: Y = alpha op(A) op(B) + beta C has the gradients alpha G op(B)^T, alpha op(A)^T G and beta G, each turned as its input is.</summary>
internal sealed class GemmRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Gemm"];

    public void Emit(GradientNode node)
    {
        FullyConnectedAttributes attributes = FullyConnectedAttributes.Read(node.Proto);
        (bool turnsA, bool turnsB) = (attributes.TransposesInput, attributes.OutputsFirst);
        (string a, string b, string g) = (node.Input(0), node.Input(1), node.Gradient);
        if (node.Wants(0))
        {
            node.Give(0, turnsA ? Product(b, turnsB, g, true) : Product(g, false, b, !turnsB));
        }

        if (node.Wants(1))
        {
            node.Give(1, turnsB ? Product(g, true, a, turnsA) : Product(a, !turnsA, g, false));
        }

        if (node.Wants(2))
        {
            BroadcastAdjoint.Give(node, 2, node.Writer.Scale(g, attributes.Beta));
        }

        // Before version 11 of the operator set the third operand is required.
        string Product(string left, bool turnsLeft, string right, bool turnsRight) => node.Writer.Node(
            "Gemm", [left, right, node.Writer.Scalar(0)],
            NodeBuilder.Float("alpha", attributes.Alpha), NodeBuilder.Int("transA", turnsLeft ? 1 : 0), NodeBuilder.Int("transB", turnsRight ? 1 : 0));
    }
}
