namespace RsdtrEdge.Runtime.Imaging.Frames;

/// <summary>Frames of red, green and blue, which take the way of images: the same numbers as <see cref="ImageTensorizer"/> gives, bit for bit.</summary>
internal sealed class PackedTensorizer : IFrameTensorizer
{
    private readonly FrameLayout _layout;
    private readonly SampleTensorizer _samples;

    public PackedTensorizer(FrameLayout layout, int height, int width, ImagePreprocessing preprocessing)
    {
        _layout = layout;
        ChannelOrder order = layout.IsBlueFirst ? ChannelOrder.Bgr : ChannelOrder.Rgb;
        _samples = new SampleTensorizer(3, layout.BytesPerPixel, order, height, width, preprocessing);
        _ = _samples.Prepare(layout.Area.Width, layout.Area.Height);
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> frame, Span<float> destination) =>
        _samples.Write(frame[_layout.Start..], _layout.Stride, _layout.Area.Width, _layout.Area.Height, destination);
}
