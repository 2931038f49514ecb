using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>BatchNormalization as it is at inference, in its input: scale / sqrt(variance + epsilon), a factor for each channel.</summary>
internal sealed class BatchNormalizationRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["BatchNormalization"];

    public void Emit(GradientNode node)
    {
        if (node.Proto.GetInt("training_mode", 0) != 0 || node.Proto.GetInt("spatial", 1) == 0)
        {
            node.Block("normalizes by the batch, or each position by itself");
            return;
        }

        if (node.Shape(0) is not { Rank: >= 2 } shape)
        {
            node.Block("has an input of unknown rank");
            return;
        }

        if (node.Wants(0))
        {
            GradientWriter writer = node.Writer;
            string deviation = writer.Node("Sqrt", [writer.Add(node.Input(4), writer.Scalar(node.Proto.GetFloat("epsilon", 1e-5f)))]);
            string factor = writer.Divide(node.Input(1), deviation);
            node.Give(0, writer.Multiply(node.Gradient, writer.Reshape(factor, [-1, .. Enumerable.Repeat(1L, shape.Rank - 2)])));
        }
    }
}
