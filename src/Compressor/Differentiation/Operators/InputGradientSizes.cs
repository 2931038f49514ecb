namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>The sizes of a convolution over two axes, of one group and with steps of 1, as the gradient of its input depends on them.</summary>
internal sealed record InputGradientSizes
{
    /// <summary>C.</summary>
    public required int Channels { get; init; }

    /// <summary>T.</summary>
    public required int Outputs { get; init; }

    /// <summary>The output's height.</summary>
    public required int OutputHeight { get; init; }

    /// <summary>The output's width.</summary>
    public required int OutputWidth { get; init; }

    /// <summary>The window, its dilations and the padding; the steps are 1.</summary>
    public required WindowAttributes Window { get; init; }

    /// <summary>The input's height.</summary>
    public int Height => OutputHeight + Window.ExtentY - 1 - Window.PadTop - Window.PadBottom;

    /// <summary>The input's width.</summary>
    public int Width => OutputWidth + Window.ExtentX - 1 - Window.PadLeft - Window.PadRight;

    /// <summary>The zeros before the first row of dy: what the padding of x leaves of the window.</summary>
    public int RowsBefore => Window.ExtentY - 1 - Window.PadTop;

    /// <summary>The zeros before the first column of dy.</summary>
    public int ColumnsBefore => Window.ExtentX - 1 - Window.PadLeft;

    /// <summary>The numbers of an input channel.</summary>
    public int InputPlane => Height * Width;

    /// <summary>The numbers of an output channel.</summary>
    public int OutputPlane => OutputHeight * OutputWidth;
}
