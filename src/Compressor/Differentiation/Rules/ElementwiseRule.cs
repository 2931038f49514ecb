namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Smooth functions of one number: Exp, Log, Sqrt, Neg, Abs, Reciprocal.</summary>
internal sealed class ElementwiseRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Exp", "Log", "Sqrt", "Neg", "Abs", "Reciprocal"];

    public void Emit(GradientNode node)
    {
        GradientWriter writer = node.Writer;
        (string x, string y, string g) = (node.Input(0), node.Output(0), node.Gradient);
        node.Give(0, node.Proto.OpType switch
        {
            "Exp" => writer.Multiply(g, y),
            "Log" => writer.Divide(g, x),
            "Sqrt" => writer.Divide(writer.Scale(g, 0.5f), y),
            "Neg" => writer.Negate(g),
            "Abs" => writer.Multiply(g, writer.Subtract(writer.IsGreater(x, writer.Scalar(0)), writer.IsLess(x, writer.Scalar(0)))),
            _ => writer.Negate(writer.Multiply(g, writer.Multiply(y, y))),
        });
    }
}
