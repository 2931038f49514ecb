using RsdtrEdge.Runtime.Operators;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>An operator of this process's own for the gradient of a convolution's input, for steps of 1: inputs dy and W, output dx.</summary>
/// <param name="scratch">Memory to work in.</param>
internal sealed class InputGradientOperator(ScratchPool scratch) : CustomOperator
{
    /// <summary>Its name.</summary>
    public const string OpType = "ConvolutionInputGradient";

    /// <inheritdoc/>
    public override string Name => OpType;

    /// <inheritdoc/>
    public override int Inputs => 2;

    /// <inheritdoc/>
    public override int Outputs => 1;

    /// <inheritdoc/>
    public override OperatorKernel CreateKernel(OperatorAttributes attributes) => new InputGradientKernel(scratch, WindowAttributes.Read(attributes));
}
