using RsdtrEdge.Compressor.Differentiation.Operators;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Relu: 1 where the output is positive, 0 elsewhere, also at the kink.</summary>
internal sealed class ReluRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Relu"];

    // The output is never negative, and as a truth value true where it is not zero: a sixth faster than to compare, and a third than a Where.
    public void Emit(GradientNode node) => node.Give(0, node.Writer.UsesOwnOperators
        ? node.Writer.OwnNode(ReluGradientOperator.OpType, [node.Gradient, node.Output(0)], outputs: 1)[0]
        : node.Writer.Multiply(node.Gradient, node.Writer.ToFloat(node.Writer.ToTruth(node.Output(0)))));
}
