using RsdtrEdge.Compressor.Differentiation;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>Cross-entropy: minus the sum over images and classes of target x log softmax(score).</summary>
internal static class CrossEntropyLoss
{
    /// <summary>Writes the loss.</summary>
    /// <param name="writer">Where nodes are added.</param>
    /// <param name="scores">Class scores [images, classes].</param>
    /// <param name="targets">For each image the distribution over the classes that it should have, 1 at its label and 0 elsewhere.</param>
    /// <param name="factor">What the sum is multiplied with.</param>
    /// <returns>The value that holds the loss, a scalar.</returns>
    public static string Write(GradientWriter writer, string scores, string targets, double factor)
    {
        string logarithms = writer.Node("LogSoftmax", [scores], NodeBuilder.Int("axis", 1));
        return writer.Scale(writer.ReduceSum(writer.Multiply(logarithms, targets), keepAxes: false, 0, 1), (float)-factor);
    }
}
