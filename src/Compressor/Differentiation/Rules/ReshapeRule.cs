namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Operators that only give another shape: the gradient gets the input's.</summary>
internal sealed class ReshapeRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Reshape", "Flatten", "Squeeze", "Unsqueeze"];

    public void Emit(GradientNode node) => node.Give(0, node.Writer.ReshapeLike(node.Gradient, node.Input(0)));
}
