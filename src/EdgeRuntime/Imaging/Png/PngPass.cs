namespace RsdtrEdge.Runtime.Imaging.Png;

/// <summary>One pass over the image: every <paramref name="StepX"/>-th pixel of every <paramref name="StepY"/>-th row (PNG specification, 8.2).</summary>
internal readonly record struct PngPass(int StartX, int StartY, int StepX, int StepY)
{
    private static readonly PngPass[] Whole = [new(0, 0, 1, 1)];

    private static readonly PngPass[] Adam7 =
    [
        new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2),
    ];

    /// <summary>The passes of an image, in the order of the file.</summary>
    public static ReadOnlySpan<PngPass> Of(in PngHeader header) => header.IsInterlaced ? Adam7 : Whole;

    /// <summary>The pass's own width; 0 where the image is too narrow for it.</summary>
    public int Width(int imageWidth) => (imageWidth - StartX + StepX - 1) / StepX;

    /// <summary>The pass's own height; 0 where the image is too low for it.</summary>
    public int Height(int imageHeight) => (imageHeight - StartY + StepY - 1) / StepY;
}
