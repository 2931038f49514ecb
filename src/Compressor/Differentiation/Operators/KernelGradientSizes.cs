using RsdtrEdge.Compressor.Differentiation.Kernels;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>The sizes of a convolution over two axes, of one group.</summary>
internal sealed record KernelGradientSizes
{
    /// <summary>C.</summary>
    public required int Channels { get; init; }

    /// <summary>T.</summary>
    public required int Outputs { get; init; }

    /// <summary>The input's height.</summary>
    public required int Height { get; init; }

    /// <summary>The input's width.</summary>
    public required int Width { get; init; }

    /// <summary>The output's height.</summary>
    public required int OutputHeight { get; init; }

    /// <summary>The output's width.</summary>
    public required int OutputWidth { get; init; }

    /// <summary>The kernel's height.</summary>
    public required int KernelHeight { get; init; }

    /// <summary>The kernel's width.</summary>
    public required int KernelWidth { get; init; }

    /// <summary>The step along the height.</summary>
    public int StrideY { get; init; } = 1;

    /// <summary>The step along the width.</summary>
    public int StrideX { get; init; } = 1;

    /// <summary>The distance of the kernel's rows.</summary>
    public int DilationY { get; init; } = 1;

    /// <summary>The distance of the kernel's columns.</summary>
    public int DilationX { get; init; } = 1;

    /// <summary>Zeros before the first row.</summary>
    public int PadTop { get; init; }

    /// <summary>Zeros before the first column.</summary>
    public int PadLeft { get; init; }

    /// <summary>The sizes of a convolution over two axes.</summary>
    public static KernelGradientSizes Of(KernelGradientShape shape) => new()
    {
        Channels = (int)shape.Channels,
        Outputs = (int)shape.Outputs,
        Height = (int)shape.InputSizes[0],
        Width = (int)shape.InputSizes[1],
        OutputHeight = (int)shape.OutputSizes[0],
        OutputWidth = (int)shape.OutputSizes[1],
        KernelHeight = (int)shape.Geometry.Kernel[0],
        KernelWidth = (int)shape.Geometry.Kernel[1],
        StrideY = (int)shape.Geometry.Strides[0],
        StrideX = (int)shape.Geometry.Strides[1],
        DilationY = (int)shape.Geometry.Dilations[0],
        DilationX = (int)shape.Geometry.Dilations[1],
        PadTop = (int)shape.Geometry.PadsBegin[0],
        PadLeft = (int)shape.Geometry.PadsBegin[1],
    };

    /// <summary>The elements of the window.</summary>
    public int Taps => KernelHeight * KernelWidth;

    /// <summary>The rows of the input that a window spans.</summary>
    public int Extent => ((KernelHeight - 1) * DilationY) + 1;

    /// <summary>The columns that the windows of a row cover.</summary>
    public int CoveredWidth => ((OutputWidth - 1) * StrideX) + ((KernelWidth - 1) * DilationX) + 1;

    /// <summary>The numbers of an input channel.</summary>
    public int InputPlane => Height * Width;

    /// <summary>The numbers of an output channel.</summary>
    public int OutputPlane => OutputHeight * OutputWidth;

    /// <summary>The rows that the windows of some output rows cover.</summary>
    public int RowsFor(int outputRows) => ((outputRows - 1) * StrideY) + Extent;
}
