using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Operators;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>The geometry of a window over two axes, as attributes of a node.</summary>
/// <param name="Height">The kernel's height.</param>
/// <param name="Width">The kernel's width.</param>
/// <param name="StrideY">The step along the height.</param>
/// <param name="StrideX">The step along the width.</param>
/// <param name="DilationY">The distance of the kernel's rows.</param>
/// <param name="DilationX">The distance of the kernel's columns.</param>
/// <param name="PadTop">Zeros before the first row.</param>
/// <param name="PadLeft">Zeros before the first column.</param>
/// <param name="PadBottom">Zeros behind the last row.</param>
/// <param name="PadRight">Zeros behind the last column.</param>
internal readonly record struct WindowAttributes(
    int Height, int Width, int StrideY, int StrideX, int DilationY, int DilationX, int PadTop, int PadLeft, int PadBottom, int PadRight)
{
    private const string Kernel = "kernel_shape";
    private const string Strides = "strides";
    private const string Dilations = "dilations";
    private const string Pads = "pads";

    /// <summary>The elements of the window.</summary>
    public int Taps => Height * Width;

    /// <summary>The rows that it spans.</summary>
    public int ExtentY => ((Height - 1) * DilationY) + 1;

    /// <summary>The columns that it spans.</summary>
    public int ExtentX => ((Width - 1) * DilationX) + 1;

    /// <summary>That of a convolution over two axes, its padding in numbers.</summary>
    public static WindowAttributes Of(ConvolutionAttributes geometry) => Of([.. geometry.Kernel], [.. geometry.Strides], [.. geometry.Dilations], [.. geometry.PadsBegin, .. geometry.PadsEnd]);

    /// <summary>Reads it from a node.</summary>
    public static WindowAttributes Read(OperatorAttributes node) => Of(node.Integers(Kernel), node.Integers(Strides), node.Integers(Dilations), node.Integers(Pads));

    /// <summary>The attributes of a node.</summary>
    public IEnumerable<AttributeProto> Write() =>
    [
        NodeBuilder.Ints(Kernel, Height, Width), NodeBuilder.Ints(Strides, StrideY, StrideX), NodeBuilder.Ints(Dilations, DilationY, DilationX),
        NodeBuilder.Ints(Pads, PadTop, PadLeft, PadBottom, PadRight),
    ];

    private static WindowAttributes Of(long[] kernel, long[] strides, long[] dilations, long[] pads) =>
        (kernel, strides, dilations, pads) is ([var height, var width], [var stepY, var stepX], [var dilationY, var dilationX], [var top, var left, var bottom, var right])
            ? checked(new WindowAttributes(
                (int)height, (int)width, (int)stepY, (int)stepX, (int)dilationY, (int)dilationX, (int)top, (int)left, (int)bottom, (int)right))
            : throw new ArgumentException("A window over two axes has two numbers for each of them, and four pads.");
}
