using RsdtrEdge.Compressor.Differentiation;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>
/// Distillation of classes (Hinton, Vinyals and Dean, arXiv 1503.02531, section 2): T^2 times the sum over images of KL(p || q), where p and q are the softmax of the
/// teacher's and of the network's scores over the temperature T. T^2 keeps the gradient's size whatever T is.
/// </summary>
internal static class DistillationLoss
{
    /// <summary>Writes the loss.</summary>
    /// <param name="writer">Where nodes are added.</param>
    /// <param name="scores">The network's class scores [images, classes].</param>
    /// <param name="teacherScores">The teacher's.</param>
    /// <param name="temperature">T.</param>
    /// <param name="factor">What the sum is multiplied with.</param>
    /// <returns>The value that holds the loss, a scalar.</returns>
    public static string Write(GradientWriter writer, string scores, string teacherScores, float temperature, double factor)
    {
        string wanted = Logarithms(teacherScores);
        string difference = writer.Subtract(wanted, Logarithms(scores));
        string sum = writer.ReduceSum(writer.Multiply(writer.Node("Exp", [wanted]), difference), keepAxes: false, 0, 1);
        return writer.Scale(sum, (float)(factor * temperature * temperature));

        string Logarithms(string value) => writer.Node("LogSoftmax", [writer.Scale(value, 1 / temperature)], NodeBuilder.Int("axis", 1));
    }
}
