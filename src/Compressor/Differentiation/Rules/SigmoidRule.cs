namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Sigmoid: y (1 - y).</summary>
internal sealed class SigmoidRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Sigmoid"];

    public void Emit(GradientNode node)
    {
        GradientWriter writer = node.Writer;
        string slope = writer.Multiply(node.Output(0), writer.Subtract(writer.Scalar(1), node.Output(0)));
        node.Give(0, writer.Multiply(node.Gradient, slope));
    }
}
