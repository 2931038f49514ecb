using RsdtrEdge.Runtime.Operators;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>An operator of this process's own for the gradients of a convolution's kernel and bias: inputs x and dy, outputs dW and, where it is asked for, db.</summary>
/// <param name="scratch">Memory to work in.</param>
internal sealed class KernelGradientOperator(ScratchPool scratch) : CustomOperator
{
    /// <summary>Its name.</summary>
    public const string OpType = "ConvolutionKernelGradient";

    /// <inheritdoc/>
    public override string Name => OpType;

    /// <inheritdoc/>
    public override int Inputs => 2;

    /// <inheritdoc/>
    public override int Outputs => 2;

    /// <inheritdoc/>
    public override OperatorKernel CreateKernel(OperatorAttributes attributes) => new KernelGradientKernel(scratch, WindowAttributes.Read(attributes));
}
