using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Transpose: the axes go back. Without an order it reverses them, and so does its adjoint.</summary>
internal sealed class TransposeRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Transpose"];

    public void Emit(GradientNode node) => node.Give(0, node.Proto.GetInts("perm") is { } order
        ? node.Writer.Transpose(node.Gradient, [.. Enumerable.Range(0, order.Length).Select(axis => (long)Array.IndexOf(order, axis))])
        : node.Writer.Node("Transpose", [node.Gradient]));
}
