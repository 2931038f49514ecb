using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Imaging.Frames;

namespace RsdtrEdge.Runtime.Tests.Imaging.Frames;

/// <summary>Frames of noise, and what they hold by the formats' definitions, pixel by pixel.</summary>
internal sealed class TestFrame
{
    public TestFrame(FrameFormat format, int seed = 1, int least = 0, int most = 255)
    {
        Format = format;
        int rows = format.Pixels switch { PixelFormat.Nv12 => format.Height / 2 * 3, PixelFormat.I420 => format.Height * 2, _ => format.Height };
        Bytes = new byte[(rows * Stride) + format.ChromaOffset + (format.ChromaStride * format.Height)];
        Random random = new(seed);
        for (int i = 0; i < Bytes.Length; i++)
        {
            Bytes[i] = (byte)random.Next(least, most + 1);
        }
    }

    public FrameFormat Format { get; }

    public byte[] Bytes { get; }

    private int Stride => Format.Stride != 0 ? Format.Stride : Format.Width * Format.Pixels switch
    {
        PixelFormat.Rgb24 or PixelFormat.Bgr24 => 3,
        PixelFormat.Rgba32 or PixelFormat.Bgra32 => 4,
        PixelFormat.Yuyv => 2,
        _ => 1,
    };

    /// <summary>Luma, Cb and Cr of a pixel, or its red, green and blue.</summary>
    public (int First, int Second, int Third) this[int x, int y]
    {
        get
        {
            int row = y * Stride;
            int chroma = Format.ChromaOffset != 0 ? Format.ChromaOffset : Stride * Format.Height;
            int pairs = Format.ChromaStride != 0 ? Format.ChromaStride : Stride;
            int half = Format.ChromaStride != 0 ? Format.ChromaStride : Stride / 2;
            return Format.Pixels switch
            {
                PixelFormat.Rgb24 => (Bytes[row + (3 * x)], Bytes[row + (3 * x) + 1], Bytes[row + (3 * x) + 2]),
                PixelFormat.Bgr24 => (Bytes[row + (3 * x) + 2], Bytes[row + (3 * x) + 1], Bytes[row + (3 * x)]),
                PixelFormat.Rgba32 => (Bytes[row + (4 * x)], Bytes[row + (4 * x) + 1], Bytes[row + (4 * x) + 2]),
                PixelFormat.Bgra32 => (Bytes[row + (4 * x) + 2], Bytes[row + (4 * x) + 1], Bytes[row + (4 * x)]),
                PixelFormat.Yuyv => (Bytes[row + (2 * x)], Bytes[row + (x / 2 * 4) + 1], Bytes[row + (x / 2 * 4) + 3]),
                PixelFormat.Nv12 => (Bytes[row + x], Bytes[chroma + (y / 2 * pairs) + (x / 2 * 2)], Bytes[chroma + (y / 2 * pairs) + (x / 2 * 2) + 1]),
                _ => (Bytes[row + x], Bytes[chroma + (y / 2 * half) + (x / 2)], Bytes[chroma + (half * Format.Height / 2) + (y / 2 * half) + (x / 2)]),
            };
        }
    }

    /// <summary>The area as an image: of frames of red, green and blue.</summary>
    public RgbImage ToImage(FrameArea area)
    {
        RgbImage image = new(area.Width, area.Height);
        for (int y = 0; y < area.Height; y++)
        {
            for (int x = 0; x < area.Width; x++)
            {
                (int red, int green, int blue) = this[area.Left + x, area.Top + y];
                (image.Row(y)[3 * x], image.Row(y)[(3 * x) + 1], image.Row(y)[(3 * x) + 2]) = ((byte)red, (byte)green, (byte)blue);
            }
        }

        return image;
    }
}
