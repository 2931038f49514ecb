using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Split: the pieces' gradients are joined, with zeros for those that lead nowhere.</summary>
internal sealed class SplitRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Split"];

    public bool ReadsAllOutputs => true;

    public void Emit(GradientNode node) => node.Give(0, node.Writer.Concat(
        Enumerable.Range(0, node.Proto.Output.Count).Select(output => node.OutputGradient(output) ?? node.Writer.ZerosLike(node.Output(output))).ToArray(),
        node.Proto.GetInt("axis", 0)));
}
