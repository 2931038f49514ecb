using RsdtrEdge.Compressor.Differentiation.Maxima;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>GlobalMaxPool: the gradient goes to the largest element of each channel, equal ones share it, as with <see cref="MaxPoolRule"/>.</summary>
internal sealed class GlobalMaxPoolRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["GlobalMaxPool"];

    public void Emit(GradientNode node)
    {
        if (node.Shape(0) is not { Rank: > 2 } shape)
        {
            node.Block("has an input of unknown rank");
            return;
        }

        GradientWriter writer = node.Writer;
        string largest = LargestElements.Write(writer, node.Input(0), node.Output(0));
        string count = writer.ReduceSum(largest, keepAxes: true, [.. Enumerable.Range(2, shape.Rank - 2).Select(axis => (long)axis)]);
        node.Give(0, writer.Multiply(largest, writer.Divide(node.Gradient, count)));
    }
}
