namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>HardSwish, x min(1, max(0, x / 6 + 1/2)): 0 up to -3, x / 3 + 1/2 to 3, 1 beyond.</summary>
internal sealed class HardSwishRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["HardSwish"];

    public void Emit(GradientNode node)
    {
        GradientWriter writer = node.Writer;
        string x = node.Input(0);
        string risen = writer.Multiply(writer.IsGreater(x, writer.Scalar(-3)), writer.IsLess(x, writer.Scalar(3)));
        string slope = writer.Multiply(risen, writer.Add(writer.Scale(x, 1f / 3), writer.Scalar(0.5f)));
        node.Give(0, writer.Multiply(node.Gradient, writer.Add(slope, writer.Subtract(writer.Scalar(1), writer.IsLess(x, writer.Scalar(3))))));
    }
}
