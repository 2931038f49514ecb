using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.Imaging.Frames;

/// <summary>
/// Turns the frames of a camera into a network's input: planes of float32, channel by channel (CHW). It is made once for the frames of one format; a frame allocates nothing.
/// </summary>
/// <remarks>
/// Frames of red, green and blue give the same numbers, bit for bit, as <see cref="ImageTensorizer"/> gives for the same image. Of frames of luma and chroma, both are resampled as they are, with each pixel's
/// chroma that of its pair, and then become colours by the formula of their standard; nothing is rounded, and what cannot be shown is clipped at the end. A network with one plane gets the luma.
/// An object serves one thread at a time.
/// </remarks>
public sealed class FramePreprocessor
{
    private readonly FrameLayout _layout;
    private readonly IFrameTensorizer _tensorizer;

    /// <summary>Makes weights and buffers.</summary>
    /// <param name="source">The frames' format.</param>
    /// <param name="channels">3 for colour, 1 for luma.</param>
    /// <param name="height">Rows of each plane, 1 or more.</param>
    /// <param name="width">Columns of each plane, 1 or more.</param>
    /// <param name="preprocessing">The steps; null for <see cref="ImagePreprocessing.Default"/>.</param>
    /// <param name="area">The part of the frames that is used; null: all of it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size of the planes is below 1.</exception>
    /// <exception cref="RsdtrException">
    /// <see cref="DataDiagnostics.FrameMismatch"/>: there can be no such frame, or the area lies outside of it; <see cref="DataDiagnostics.ShapeMismatch"/>: frames give not that many channels or pixels.
    /// </exception>
    public FramePreprocessor(FrameFormat source, int channels, int height, int width, ImagePreprocessing? preprocessing = null, FrameArea? area = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ImageTensorizer.CheckInput(channels, height, width);
        preprocessing ??= ImagePreprocessing.Default;
        _layout = new FrameLayout(source, area);
        Length = channels * height * width;
        Placement = ImagePlacement.Of(_layout.Area.Width, _layout.Area.Height, width, height, preprocessing.Resize);
        _tensorizer = channels == 1 ? new LumaTensorizer(_layout, height, width, preprocessing)
            : _layout.IsYuv ? new YuvTensorizer(_layout, Placement, height, width, preprocessing)
            : new PackedTensorizer(_layout, height, width, preprocessing);
    }

    /// <summary>Values in one tensor: channels x height x width.</summary>
    public int Length { get; }

    /// <summary>Bytes that a frame has at least: up to the last one that belongs to a pixel.</summary>
    public int FrameLength => _layout.Length;

    /// <summary>The part of the frames that is used.</summary>
    public FrameArea Area => _layout.Area;

    /// <summary>Where that part lies in the planes.</summary>
    public ImagePlacement Placement { get; }

    /// <summary>Writes a frame's tensor.</summary>
    /// <param name="frame">The frame, <see cref="FrameLength"/> bytes or more.</param>
    /// <param name="destination">[channels, height, width], row by row; exactly <see cref="Length"/> values, such as <c>EdgeModel.Input</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    /// <exception cref="RsdtrException"><see cref="DataDiagnostics.FrameMismatch"/>: the frame is too short.</exception>
    public void Write(ReadOnlySpan<byte> frame, Span<float> destination)
    {
        if (destination.Length != Length)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"holds {destination.Length} values; the tensor has {Length}"), nameof(destination));
        }

        if (frame.Length < _layout.Length)
        {
            FrameFormat format = _layout.Format;
            throw new RsdtrException(DataDiagnostics.FrameMismatch, string.Create(
                CultureInfo.InvariantCulture,
                $"{format.Pixels} frame of {format.Width} x {format.Height}: {frame.Length} bytes, {_layout.Length} are needed; pass over frames that arrive cut short, or correct the format"));
        }

        _tensorizer.Write(frame, destination);
    }
}
