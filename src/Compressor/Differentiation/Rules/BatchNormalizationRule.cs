using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>
/// BatchNormalization as it is at inference: y = scale (x - mean) / d + bias with d = sqrt(variance + epsilon), all but x one number a channel.
/// </summary>
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

        GradientWriter writer = node.Writer;
        (string gradient, string scale) = (node.Gradient, node.Input(1));
        string deviation = writer.Node("Sqrt", [writer.Add(node.Input(4), writer.Scalar(node.Proto.GetFloat("epsilon", 1e-5f)))]);
        if (node.Wants(0))
        {
            node.Give(0, writer.Multiply(gradient, AlongChannels(writer.Divide(scale, deviation))));
        }

        if (node.Wants(1) || node.Wants(4))
        {
            string centred = writer.Subtract(node.Input(0), AlongChannels(node.Input(3)));
            string sum = writer.Divide(SumOfChannels(writer.Multiply(gradient, centred)), deviation);
            node.Give(1, sum);
            if (node.Wants(4))
            {
                string variance = writer.Multiply(deviation, deviation);
                node.Give(4, writer.Scale(writer.Divide(writer.Multiply(sum, scale), variance), -0.5f));
            }
        }

        if (node.Wants(2) || node.Wants(3))
        {
            string sum = SumOfChannels(gradient);
            node.Give(2, sum);
            node.Give(3, writer.Negate(writer.Divide(writer.Multiply(sum, scale), deviation)));
        }

        string AlongChannels(string numbers) => writer.Reshape(numbers, [-1, .. Enumerable.Repeat(1L, shape.Rank - 2)]);

        string SumOfChannels(string value) => writer.ReduceSum(value, keepAxes: false, [0, .. Enumerable.Range(2, shape.Rank - 2)]);
    }
}
