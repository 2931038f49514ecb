using System.Numerics;
using System.Runtime.InteropServices;

namespace RsdtrEdge.Runtime.Imaging.Frames;

/// <summary>
/// Frames of luma and chroma to planes of colours. Neighbours that share their chroma have it each; luma and chroma are resampled as they are, and become colours at the input's
/// size: both steps are linear, so that they may change places, and a camera's frame has several times as many pixels as a network's input.
/// Colours that lie outside of what can be shown are clipped behind the resampling; nothing is rounded in between.
/// </summary>
internal sealed class YuvTensorizer : IFrameTensorizer
{
    private readonly FrameLayout _layout;
    private readonly int _width;
    private readonly ImagePlacement _placement;
    private readonly bool _isPadded;
    private readonly PlaneWriter _writer;
    private readonly YuvToRgb _colors;
    private readonly TriangleFilter _vertical;
    private readonly TriangleFilter _chromaVertical;
    private readonly TriangleFilter _horizontal;
    private readonly float[] _mixed;
    private readonly Vector4[] _pixels;
    private readonly Vector4[] _row;

    public YuvTensorizer(FrameLayout layout, ImagePlacement placement, int height, int width, ImagePreprocessing preprocessing)
    {
        (_layout, _placement, _width) = (layout, placement, width);
        _isPadded = placement.Width < width || placement.Height < height;
        FrameArea area = layout.Area;
        _writer = new PlaneWriter(3, height * width, preprocessing, ChannelOrder.Rgb);
        _colors = new YuvToRgb(layout.Format.Matrix, layout.Format.Range);
        _vertical = new TriangleFilter(area.Height, placement.Height);
        _chromaVertical = layout.HasPlanes ? _vertical.Folded(area.Top % 2) : _vertical;
        _horizontal = new TriangleFilter(area.Width, placement.Width);

        // Whole pairs, of which an area may leave out the first half or the last.
        int pairs = ((area.Left + area.Width + 1) / 2) - (area.Left / 2);
        _mixed = new float[4 * pairs];
        _pixels = new Vector4[2 * pairs];
        _row = new Vector4[placement.Width];
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> frame, Span<float> destination)
    {
        if (_isPadded)
        {
            destination.Clear();
        }

        Span<float> row = MemoryMarshal.Cast<Vector4, float>(_row.AsSpan());
        ReadOnlySpan<float> pixels = MemoryMarshal.Cast<Vector4, float>(_pixels)[(_layout.Area.Left % 2 * 4)..];
        int at = (_placement.Top * _width) + _placement.Left;
        for (int y = 0; y < _placement.Height; y++, at += _width)
        {
            MixRows(frame, y);
            ResamplingKernels.MixPixels(_horizontal, pixels, 4, row);
            _colors.Convert(_row);
            _writer.WriteLevels(row, 4, destination, at);
        }
    }

    private void MixRows(ReadOnlySpan<byte> frame, int y)
    {
        FrameArea area = _layout.Area;
        (int pair, int pairs) = (area.Left / 2, _pixels.Length / 2);
        if (!_layout.HasPlanes)
        {
            Span<float> quads = _mixed;
            ResamplingKernels.MixRows(_vertical, frame[((area.Top * _layout.Stride) + (4 * pair))..], _layout.Stride, y, quads);
            Spread(quads, 2, quads[1..], quads[3..], 4);
            return;
        }

        Span<float> luma = _mixed.AsSpan(0, 2 * pairs);
        Span<float> chroma = _mixed.AsSpan(2 * pairs);
        ResamplingKernels.MixRows(_vertical, frame[((area.Top * _layout.Stride) + (2 * pair))..], _layout.Stride, y, luma);
        int row = area.Top / 2 * _layout.ChromaStride;
        if (_layout.Format.Pixels == PixelFormat.Nv12)
        {
            ResamplingKernels.MixRows(_chromaVertical, frame[(_layout.ChromaOffset + row + (2 * pair))..], _layout.ChromaStride, y, chroma);
            Spread(luma, 1, chroma, chroma[1..], 2);
            return;
        }

        Span<float> blueness = chroma[..pairs];
        Span<float> redness = chroma[pairs..];
        ResamplingKernels.MixRows(_chromaVertical, frame[(_layout.ChromaOffset + row + pair)..], _layout.ChromaStride, y, blueness);
        ResamplingKernels.MixRows(_chromaVertical, frame[(_layout.SecondChromaOffset + row + pair)..], _layout.ChromaStride, y, redness);
        Spread(luma, 1, blueness, redness, 1);
    }

    // Gives each pixel its luma and its pair's chroma.
    private void Spread(ReadOnlySpan<float> luma, int lumaStep, ReadOnlySpan<float> blueness, ReadOnlySpan<float> redness, int chromaStep)
    {
        Span<Vector4> pixels = _pixels;
        int fromLuma = 0;
        int fromChroma = 0;
        for (int i = 0; i + 1 < pixels.Length; i += 2, fromLuma += 2 * lumaStep, fromChroma += chromaStep)
        {
            (float cb, float cr) = (blueness[fromChroma], redness[fromChroma]);
            pixels[i] = new Vector4(luma[fromLuma], cb, cr, 0);
            pixels[i + 1] = new Vector4(luma[fromLuma + lumaStep], cb, cr, 0);
        }
    }
}
