namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>The sizes of a convolution over two axes, of one group, as the gradient of its kernel depends on them.</summary>
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

    /// <summary>The window, its steps, dilations and padding.</summary>
    public required WindowAttributes Window { get; init; }

    /// <summary>The columns that the windows of a row cover.</summary>
    public int CoveredWidth => ((OutputWidth - 1) * Window.StrideX) + Window.ExtentX;

    /// <summary>The numbers of an input channel.</summary>
    public int InputPlane => Height * Width;

    /// <summary>The numbers of an output channel.</summary>
    public int OutputPlane => OutputHeight * OutputWidth;

    /// <summary>The rows that the windows of some output rows cover.</summary>
    public int RowsFor(int outputRows) => ((outputRows - 1) * Window.StrideY) + Window.ExtentY;
}
