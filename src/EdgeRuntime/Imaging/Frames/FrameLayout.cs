using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.Imaging.Frames;

/// <summary>Where the samples of an area of a frame lie: a <see cref="FrameFormat"/> with its defaults filled in, checked once so that no frame needs to be.</summary>
internal sealed class FrameLayout
{
    /// <exception cref="RsdtrException"><see cref="DataDiagnostics.FrameMismatch"/>: there can be no such frame, or the area lies outside of it.</exception>
    public FrameLayout(FrameFormat format, FrameArea? area)
    {
        Format = format;
        Area = area ?? new FrameArea(0, 0, format.Width, format.Height);
        CheckSizes();
        int rowBytes = RowBytes;
        Stride = format.Stride == 0 ? rowBytes : format.Stride;
        Check(Stride >= rowBytes, $"rows of {rowBytes} bytes are longer than the stride of {Stride}; give the stride that the camera tells");
        long length = End(0, Stride, format.Height, rowBytes);
        long offset = 0;
        long second = 0;
        if (HasPlanes)
        {
            int chromaBytes = format.Pixels == PixelFormat.Nv12 ? format.Width : format.Width / 2;
            ChromaStride = (format.ChromaStride, format.Pixels) switch
            {
                (0, PixelFormat.Nv12) => Stride,
                (0, _) => Stride / 2,
                _ => format.ChromaStride,
            };
            Check(ChromaStride >= chromaBytes, $"rows of chroma of {chromaBytes} bytes are longer than their stride of {ChromaStride}; give the stride that the camera tells");
            offset = format.ChromaOffset == 0 ? (long)Stride * format.Height : format.ChromaOffset;
            Check(offset >= length, $"chroma begins at byte {offset}, before luma ends at {length}; give the offset that the camera tells");
            // Cr's plane follows Cb's, padding included.
            second = format.Pixels == PixelFormat.Nv12 ? offset : offset + ((long)ChromaStride * (format.Height / 2));
            length = End(second, ChromaStride, format.Height / 2, chromaBytes);
        }

        Check(length <= Array.MaxLength, $"a frame would have {length} bytes; the limit is {Array.MaxLength}");
        (Length, ChromaOffset, SecondChromaOffset) = ((int)length, (int)offset, (int)second);
    }

    public FrameFormat Format { get; }

    public FrameArea Area { get; }

    public int Stride { get; }

    public int ChromaStride { get; }

    /// <summary>Where chroma's first plane begins.</summary>
    public int ChromaOffset { get; }

    /// <summary>Where Cr's own plane begins; with pairs of Cb and Cr, where they begin.</summary>
    public int SecondChromaOffset { get; }

    /// <summary>Bytes that a frame has, up to the last one that is read.</summary>
    public int Length { get; }

    /// <summary>Whether pixels are luma and chroma.</summary>
    public bool IsYuv => Format.Pixels >= PixelFormat.Yuyv;

    /// <summary>Whether a pixel's first byte is blue and its third is red.</summary>
    public bool IsBlueFirst => Format.Pixels is PixelFormat.Bgr24 or PixelFormat.Bgra32;

    /// <summary>Whether luma and chroma lie in planes of their own.</summary>
    public bool HasPlanes => Format.Pixels is PixelFormat.Nv12 or PixelFormat.I420;

    /// <summary>Bytes of a pixel, of luma where there are planes.</summary>
    public int BytesPerPixel => Format.Pixels switch
    {
        PixelFormat.Rgb24 or PixelFormat.Bgr24 => 3,
        PixelFormat.Rgba32 or PixelFormat.Bgra32 => 4,
        PixelFormat.Yuyv => 2,
        _ => 1,
    };

    /// <summary>Where the area's first pixel lies; with <see cref="PixelFormat.Yuyv"/> its luma.</summary>
    public int Start => (Area.Top * Stride) + (Area.Left * BytesPerPixel);

    private int RowBytes => Format.Width * BytesPerPixel;

    private static long End(long start, long stride, int rows, int rowBytes) => start + ((rows - 1) * stride) + rowBytes;

    private void CheckSizes()
    {
        (int width, int height) = (Format.Width, Format.Height);
        Check(Enum.IsDefined(Format.Pixels), "there is no such pixel format");
        Check(Enum.IsDefined(Format.Matrix), $"there is no matrix {Format.Matrix}; give one of {nameof(YuvMatrix)}");
        Check(Enum.IsDefined(Format.Range), $"there is no range {Format.Range}; give one of {nameof(YuvRange)}");
        Check(width >= 1 && height >= 1 && (long)width * height <= RgbImage.MaximumPixels, $"frames have 1 to {RgbImage.MaximumPixels} pixels");
        Check(!IsYuv || width % 2 == 0, $"two neighbours share their chroma, so that the width is even and not {width}; give the size that the camera tells");
        Check(!HasPlanes || height % 2 == 0, $"two rows share their chroma, so that the height is even and not {height}; give the size that the camera tells");
        FrameArea area = Area;
        bool isInside = area.Left >= 0 && area.Top >= 0 && area.Width >= 1 && area.Height >= 1
            && area.Left <= width - area.Width && area.Top <= height - area.Height;
        Check(isInside, $"the area of {area.Width} x {area.Height} at {area.Left}, {area.Top} does not lie within it; give one that does");
    }

    private void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw new RsdtrException(DataDiagnostics.FrameMismatch, string.Create(
                CultureInfo.InvariantCulture, $"{Format.Pixels} frame of {Format.Width} x {Format.Height}: {message}"));
        }
    }
}
