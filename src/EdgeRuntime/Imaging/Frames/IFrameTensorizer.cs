namespace RsdtrEdge.Runtime.Imaging.Frames;

/// <summary>A way from frames of one kind to planes.</summary>
internal interface IFrameTensorizer
{
    /// <summary>Writes a frame's tensor.</summary>
    /// <param name="frame">At least <see cref="FrameLayout.Length"/> bytes.</param>
    /// <param name="destination">[channels, height, width].</param>
    void Write(ReadOnlySpan<byte> frame, Span<float> destination);
}
