using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>HardSigmoid: alpha where the output lies between 0 and 1, 0 elsewhere, also at the kinks.</summary>
internal sealed class HardSigmoidRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["HardSigmoid"];

    public void Emit(GradientNode node)
    {
        GradientWriter writer = node.Writer;
        string rises = writer.Multiply(writer.IsGreater(node.Output(0), writer.Scalar(0)), writer.IsLess(node.Output(0), writer.Scalar(1)));
        node.Give(0, writer.Multiply(node.Gradient, writer.Scale(rises, node.Proto.GetFloat("alpha", 0.2f))));
    }
}
