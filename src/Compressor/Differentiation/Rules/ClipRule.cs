using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Clip, in its first input: 1 between the bounds, 0 elsewhere, also at the kinks.</summary>
internal sealed class ClipRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Clip"];

    public void Emit(GradientNode node)
    {
        if (!node.Wants(0))
        {
            return;
        }

        GradientWriter writer = node.Writer;
        string gradient = node.Gradient;
        if (Bound(node, 1, "min") is { } low)
        {
            gradient = writer.Multiply(gradient, writer.IsGreater(node.Input(0), low));
        }

        if (Bound(node, 2, "max") is { } high)
        {
            gradient = writer.Multiply(gradient, writer.IsLess(node.Input(0), high));
        }

        node.Give(0, gradient);
    }

    private static string? Bound(GradientNode node, int input, string attribute) => node.Has(input)
        ? node.Input(input)
        : node.Proto.TryGetFloat(attribute) is { } value ? node.Writer.Scalar(value) : null;
}
