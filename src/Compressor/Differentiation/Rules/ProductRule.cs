namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Mul: each factor's gradient is the output's times the other factor.</summary>
internal sealed class ProductRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Mul"];

    public void Emit(GradientNode node)
    {
        for (int input = 0; input < 2; input++)
        {
            if (node.Wants(input))
            {
                BroadcastAdjoint.Give(node, input, node.Writer.Multiply(node.Gradient, node.Input(1 - input)));
            }
        }
    }
}
