namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Div: y = a / b has the derivatives 1 / b and -y / b.</summary>
internal sealed class QuotientRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Div"];

    public void Emit(GradientNode node)
    {
        string quotient = node.Writer.Divide(node.Gradient, node.Input(1));
        if (node.Wants(0))
        {
            BroadcastAdjoint.Give(node, 0, quotient);
        }

        if (node.Wants(1))
        {
            BroadcastAdjoint.Give(node, 1, node.Writer.Negate(node.Writer.Multiply(quotient, node.Output(0))));
        }
    }
}
