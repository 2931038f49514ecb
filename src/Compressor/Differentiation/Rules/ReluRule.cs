namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Relu: 1 where the output is positive, 0 elsewhere, also at the kink.</summary>
internal sealed class ReluRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Relu"];

    public void Emit(GradientNode node) =>
        node.Give(0, node.Writer.Multiply(node.Gradient, node.Writer.IsGreater(node.Output(0), node.Writer.Scalar(0))));
}
