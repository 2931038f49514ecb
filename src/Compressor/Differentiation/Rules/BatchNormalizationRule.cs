using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>
/// BatchNormalization, y = scale (x - mean) / d + bias with d = sqrt(variance + epsilon), all but x one number a channel: at inference with stored statistics, in
/// training with those of the batch, which depend on x (Ioffe and Szegedy, arXiv 1502.03167, section 3).
/// </summary>
internal sealed class BatchNormalizationRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["BatchNormalization"];

    public void Emit(GradientNode node)
    {
        if (node.Proto.GetInt("spatial", 1) == 0)
        {
            node.Block("normalizes each position by itself");
            return;
        }

        if (node.Shape(0) is not { Rank: >= 2 } shape)
        {
            node.Block("has an input of unknown rank");
            return;
        }

        if (node.Proto.GetInt("training_mode", 0) == 0)
        {
            EmitInference(node, shape.Rank);
        }
        else
        {
            EmitTraining(node, shape.Rank);
        }
    }

    private static void EmitInference(GradientNode node, int rank)
    {
        GradientWriter writer = node.Writer;
        (string gradient, string scale) = (node.Gradient, node.Input(1));
        string deviation = Deviation(node, node.Input(4));
        if (node.Wants(0))
        {
            node.Give(0, writer.Multiply(gradient, AlongChannels(writer, writer.Divide(scale, deviation), rank)));
        }

        if (node.Wants(1) || node.Wants(4))
        {
            string centred = writer.Subtract(node.Input(0), AlongChannels(writer, node.Input(3), rank));
            string slope = writer.Divide(ChannelSums(writer, writer.Multiply(gradient, centred), rank), deviation);
            node.Give(1, slope);
            node.Give(4, writer.Scale(writer.Divide(writer.Multiply(slope, scale), writer.Multiply(deviation, deviation)), -0.5f));
        }

        if (node.Wants(2) || node.Wants(3))
        {
            string sum = ChannelSums(writer, gradient, rank);
            node.Give(2, sum);
            node.Give(3, writer.Negate(writer.Divide(writer.Multiply(sum, scale), deviation)));
        }
    }

    // With z = (x - mean) / d and n numbers a channel: scale / d (g - sum of g / n - z times the sum of g z / n).
    private static void EmitTraining(GradientNode node, int rank)
    {
        GradientWriter writer = node.Writer;
        (string input, string gradient, string scale) = (node.Input(0), node.Gradient, node.Input(1));
        string count = writer.CountRatio(input, scale);
        string mean = writer.Divide(ChannelSums(writer, input, rank), count);
        string centred = writer.Subtract(input, AlongChannels(writer, mean, rank));
        string deviation = Deviation(node, writer.Divide(ChannelSums(writer, writer.Multiply(centred, centred), rank), count));
        string sum = ChannelSums(writer, gradient, rank);
        string slope = writer.Divide(ChannelSums(writer, writer.Multiply(gradient, centred), rank), deviation);
        node.Give(1, slope);
        node.Give(2, sum);
        if (node.Wants(0))
        {
            string level = AlongChannels(writer, writer.Divide(sum, count), rank);
            string tilt = AlongChannels(writer, writer.Divide(writer.Divide(slope, deviation), count), rank);
            string rest = writer.Subtract(writer.Subtract(gradient, level), writer.Multiply(centred, tilt));
            node.Give(0, writer.Multiply(rest, AlongChannels(writer, writer.Divide(scale, deviation), rank)));
        }

        // What was stored only goes into the next statistics.
        node.GiveNothing(3);
        node.GiveNothing(4);
    }

    private static string Deviation(GradientNode node, string variance) =>
        node.Writer.Node("Sqrt", [node.Writer.Add(variance, node.Writer.Scalar(node.Proto.GetFloat("epsilon", 1e-5f)))]);

    private static string AlongChannels(GradientWriter writer, string numbers, int rank) => writer.Reshape(numbers, [-1, .. Enumerable.Repeat(1L, rank - 2)]);

    private static string ChannelSums(GradientWriter writer, string value, int rank) =>
        writer.ReduceSum(value, keepAxes: false, [0, .. Enumerable.Range(2, rank - 2)]);
}
