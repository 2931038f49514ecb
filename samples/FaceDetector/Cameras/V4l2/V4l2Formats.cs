using RsdtrEdge.Runtime.Imaging.Frames;

namespace RsdtrEdge.Samples.FaceDetector.Cameras.V4l2;

/// <summary>What V4L2 says of frames, in the library's words.</summary>
internal static class V4l2Formats
{
    private const uint Rec709Space = 3;
    private const uint JpegSpace = 7;
    private const uint DciP3Space = 12;
    private const uint FullRange = 1;

    private static readonly (string Code, PixelFormat Pixels)[] Known =
    [
        ("YUYV", PixelFormat.Yuyv), ("NV12", PixelFormat.Nv12), ("YU12", PixelFormat.I420), ("RGB3", PixelFormat.Rgb24), ("BGR3", PixelFormat.Bgr24),
        ("AB24", PixelFormat.Rgba32), ("XB24", PixelFormat.Rgba32), ("AR24", PixelFormat.Bgra32), ("XR24", PixelFormat.Bgra32),
    ];

    /// <summary>The codes to ask a camera for, the cheapest to read first.</summary>
    public static IEnumerable<uint> Codes => Known.Select(format => Code(format.Code));

    /// <summary>The number of a code of four letters: the first in the lowest byte.</summary>
    public static uint Code(string letters) => (uint)(letters[0] | (letters[1] << 8) | (letters[2] << 16) | (letters[3] << 24));

    /// <summary>The letters of a code.</summary>
    public static string Letters(uint code) => new([(char)(code & 0xff), (char)((code >> 8) & 0xff), (char)((code >> 16) & 0xff), (char)(code >> 24)]);

    /// <summary>What frames of a format are like; null where they cannot be read here, as compressed ones.</summary>
    public static FrameFormat? Translate(in V4l2PixelFormat format)
    {
        string letters = Letters(format.PixelFormat);
        int place = Array.FindIndex(Known, one => one.Code == letters);
        return place < 0 ? null : new FrameFormat(Known[place].Pixels, checked((int)format.Width), checked((int)format.Height))
        {
            Stride = checked((int)format.BytesPerLine),
            Matrix = Matrix(format),
            Range = Range(format),
        };
    }

    // V4L2_MAP_YCBCR_ENC_DEFAULT: where a driver does not say it, the colour space does. 2 and 4 are BT.709 and its extended range.
    private static YuvMatrix Matrix(in V4l2PixelFormat format) => (format.YcbcrEncoding, format.ColorSpace) switch
    {
        (2 or 4, _) or (0, Rec709Space or DciP3Space) => YuvMatrix.Bt709,
        _ => YuvMatrix.Bt601,
    };

    // V4L2_MAP_QUANTIZATION_DEFAULT, likewise.
    private static YuvRange Range(in V4l2PixelFormat format) => (format.Quantization, format.ColorSpace) switch
    {
        (FullRange, _) or (0, JpegSpace) => YuvRange.Full,
        _ => YuvRange.Limited,
    };
}
