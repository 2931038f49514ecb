using RsdtrEdge.Runtime.Operators;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>An operator of this process's own for the gradient of Relu: inputs dy and y, Relu's output, of equal dimensions; output dx. One pass over memory, where standard operators take three.</summary>
internal sealed class ReluGradientOperator : CustomOperator
{
    /// <summary>Its name.</summary>
    public const string OpType = "ReluGradient";

    /// <inheritdoc/>
    public override string Name => OpType;

    /// <inheritdoc/>
    public override int Inputs => 2;

    /// <inheritdoc/>
    public override int Outputs => 1;

    /// <inheritdoc/>
    public override OperatorKernel CreateKernel(OperatorAttributes attributes) => new ReluGradientKernel();
}
