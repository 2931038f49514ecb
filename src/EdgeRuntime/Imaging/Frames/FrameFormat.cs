namespace RsdtrEdge.Runtime.Imaging.Frames;

/// <summary>What a camera says of its frames.</summary>
/// <param name="Pixels">How the pixels are held.</param>
/// <param name="Width">Columns, 1 or more; even where pixels share their chroma.</param>
/// <param name="Height">Rows, 1 or more; even where rows share their chroma.</param>
public sealed record FrameFormat(PixelFormat Pixels, int Width, int Height)
{
    /// <summary>Bytes from the start of one row to that of the next (V4L2's <c>bytesperline</c>); with planes, those of luma. 0: rows follow each other without padding.</summary>
    public int Stride { get; init; }

    /// <summary>The same for planes of chroma. 0: <see cref="Stride"/> with <see cref="PixelFormat.Nv12"/>, half of it with <see cref="PixelFormat.I420"/>.</summary>
    public int ChromaStride { get; init; }

    /// <summary>Where the first plane of chroma begins, in bytes from the start of the frame. 0: where luma's last row ends, padding included.</summary>
    public int ChromaOffset { get; init; }

    /// <summary>The weights of the colours in luma. Default BT.601.</summary>
    public YuvMatrix Matrix { get; init; } = YuvMatrix.Bt601;

    /// <summary>The levels that luma and chroma use. Default limited.</summary>
    public YuvRange Range { get; init; } = YuvRange.Limited;
}
