using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Softmax and LogSoftmax: y (g - sum of g y), and g - exp(y) times the sum of g.</summary>
internal sealed class SoftmaxRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Softmax", "LogSoftmax"];

    public void Emit(GradientNode node)
    {
        if (node.Shape(0) is not { Rank: > 0 } shape)
        {
            node.Block("has an input of unknown rank");
            return;
        }

        // Before version 13 of the operator set all axes from the given one on counted as one.
        GradientWriter writer = node.Writer;
        bool single = writer.Opset >= 13;
        long axis = node.Proto.GetInt("axis", single ? -1 : 1);
        axis = axis < 0 ? axis + shape.Rank : axis;
        long[] axes = single ? [axis] : [.. Enumerable.Range((int)axis, shape.Rank - (int)axis).Select(at => (long)at)];
        (string y, string g) = (node.Output(0), node.Gradient);
        node.Give(0, node.Proto.OpType == "Softmax"
            ? writer.Multiply(y, writer.Subtract(g, Sum(writer.Multiply(g, y))))
            : writer.Subtract(g, writer.Multiply(writer.Node("Exp", [y]), Sum(g))));

        string Sum(string value) => axes.Length == 0 ? value : writer.ReduceSum(value, keepAxes: true, axes);
    }
}
