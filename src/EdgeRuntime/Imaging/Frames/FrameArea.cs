namespace RsdtrEdge.Runtime.Imaging.Frames;

/// <summary>A rectangle of a frame, in its pixels.</summary>
/// <param name="Left">Columns before it, 0 or more.</param>
/// <param name="Top">Rows above it, 0 or more.</param>
/// <param name="Width">Its columns, 1 or more.</param>
/// <param name="Height">Its rows, 1 or more.</param>
public readonly record struct FrameArea(int Left, int Top, int Width, int Height);
