namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Tanh: 1 - y^2.</summary>
internal sealed class TanhRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Tanh"];

    public void Emit(GradientNode node)
    {
        GradientWriter writer = node.Writer;
        string slope = writer.Subtract(writer.Scalar(1), writer.Multiply(node.Output(0), node.Output(0)));
        node.Give(0, writer.Multiply(node.Gradient, slope));
    }
}
