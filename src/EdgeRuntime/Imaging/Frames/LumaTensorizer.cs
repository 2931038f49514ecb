namespace RsdtrEdge.Runtime.Imaging.Frames;

/// <summary>
/// Frames to one plane: luma in levels from 0 to 255, rounded to 8 bits before it is resized, as of images. Of frames that have a luma it is theirs, and no chroma is read.
/// </summary>
internal sealed class LumaTensorizer : IFrameTensorizer
{
    private readonly FrameLayout _layout;
    private readonly SampleTensorizer _samples;
    private readonly byte[] _luma;
    private readonly byte[] _levels = new byte[256];

    public LumaTensorizer(FrameLayout layout, int height, int width, ImagePreprocessing preprocessing)
    {
        _layout = layout;
        FrameArea area = layout.Area;
        _luma = new byte[area.Width * area.Height];
        _samples = new SampleTensorizer(1, 1, ChannelOrder.Rgb, height, width, preprocessing);
        _ = _samples.Prepare(area.Width, area.Height);
        for (int level = 0; level < _levels.Length; level++)
        {
            _levels[level] = YuvToRgb.Level(level, layout.Format.Range);
        }
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> frame, Span<float> destination)
    {
        FrameArea area = _layout.Area;
        for (int y = 0; y < area.Height; y++)
        {
            ReadOnlySpan<byte> row = frame[(_layout.Start + (y * _layout.Stride))..];
            Span<byte> luma = _luma.AsSpan(y * area.Width, area.Width);
            if (_layout.IsYuv)
            {
                Expand(row, luma);
            }
            else
            {
                Weigh(row, luma);
            }
        }

        _samples.Write(_luma, area.Width, area.Width, area.Height, destination);
    }

    private void Expand(ReadOnlySpan<byte> row, Span<byte> luma)
    {
        ReadOnlySpan<byte> levels = _levels;
        int step = _layout.BytesPerPixel;
        for (int x = 0, at = 0; x < luma.Length; x++, at += step)
        {
            luma[x] = levels[row[at]];
        }
    }

    private void Weigh(ReadOnlySpan<byte> row, Span<byte> luma)
    {
        int step = _layout.BytesPerPixel;
        (int red, int blue) = _layout.IsBlueFirst ? (2, 0) : (0, 2);
        for (int x = 0, at = 0; x < luma.Length; x++, at += step)
        {
            luma[x] = Luma.Of(row[at + red], row[at + 1], row[at + blue]);
        }
    }
}
