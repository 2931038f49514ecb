using RsdtrEdge.Compressor.Differentiation.Kernels;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Operators;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>
/// An operator of this process's own for the gradients of a convolution's kernel and bias: inputs x and dy, outputs dW and, where it is asked for, db. Sessions that run nodes with it must be given it.
/// </summary>
internal sealed class KernelGradientOperator : CustomOperator
{
    /// <summary>Its name.</summary>
    public const string OpType = "ConvolutionKernelGradient";

    private const string Kernel = "kernel_shape";
    private const string Strides = "strides";
    private const string Dilations = "dilations";
    private const string PadsBegin = "pads_begin";

    private readonly ScratchPool _scratch = new();

    /// <inheritdoc/>
    public override string Name => OpType;

    /// <inheritdoc/>
    public override int Inputs => 2;

    /// <inheritdoc/>
    public override int Outputs => 2;

    /// <summary>The attributes of a node.</summary>
    public static IEnumerable<AttributeProto> AttributesOf(KernelGradientShape shape) =>
    [
        NodeBuilder.Ints(Kernel, shape.Geometry.Kernel), NodeBuilder.Ints(Strides, shape.Geometry.Strides), NodeBuilder.Ints(Dilations, shape.Geometry.Dilations),
        NodeBuilder.Ints(PadsBegin, shape.Geometry.PadsBegin),
    ];

    /// <inheritdoc/>
    public override OperatorKernel CreateKernel(OperatorAttributes attributes) => new KernelGradientKernel(
        _scratch, Pair(attributes, Kernel), Pair(attributes, Strides), Pair(attributes, Dilations), Pair(attributes, PadsBegin));

    private static (int Y, int X) Pair(OperatorAttributes attributes, string name) => attributes.Integers(name) is [var y, var x]
        ? (checked((int)y), checked((int)x))
        : throw new ArgumentException($"'{name}' must have two numbers.");
}
