using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>LeakyRelu and PRelu: the slope where the input is negative, 1 elsewhere; in PRelu's slope the input where that is negative.</summary>
internal sealed class LeakyReluRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["LeakyRelu", "PRelu"];

    public void Emit(GradientNode node)
    {
        // By two masks, because slope + (1 - slope) is not always 1 in single precision.
        GradientWriter writer = node.Writer;
        string negative = writer.IsLess(node.Input(0), writer.Scalar(0));
        string slope = node.Proto.OpType == "PRelu" ? node.Input(1) : writer.Scalar(node.Proto.GetFloat("alpha", 0.01f));
        if (node.Wants(0))
        {
            string factor = writer.Add(writer.Subtract(writer.Scalar(1), negative), writer.Multiply(negative, slope));
            node.Give(0, writer.Multiply(node.Gradient, factor));
        }

        if (node.Wants(1))
        {
            BroadcastAdjoint.Give(node, 1, writer.Multiply(node.Gradient, writer.Multiply(negative, node.Input(0))));
        }
    }
}
