using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Imaging.Frames;

namespace RsdtrEdge.Runtime.Tests.Imaging.Frames;

/// <summary>Frames of red, green and blue give what the image of the same pixels gives, to the bit.</summary>
public sealed class RgbFrameTests
{
    public static TheoryData<PixelFormat, int> Kinds => new()
    {
        { PixelFormat.Rgb24, 3 }, { PixelFormat.Bgr24, 3 }, { PixelFormat.Rgba32, 3 }, { PixelFormat.Bgra32, 3 },
        { PixelFormat.Rgb24, 1 }, { PixelFormat.Bgr24, 1 }, { PixelFormat.Rgba32, 1 }, { PixelFormat.Bgra32, 1 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_size_and_stride_gives_the_images_numbers(PixelFormat pixels, int channels)
    {
        Random random = new(3);
        for (int i = 0; i < 40; i++)
        {
            (int width, int height) = (random.Next(1, 60), random.Next(1, 40));
            FrameFormat format = new(pixels, width, height) { Stride = (width * 4) + random.Next(0, 9) };
            FrameArea area = new(random.Next(0, width), random.Next(0, height), 0, 0);
            area = area with { Width = random.Next(1, width - area.Left + 1), Height = random.Next(1, height - area.Top + 1) };
            // Every fourth is of the network's own size, which is no case for the resampler.
            (int targetWidth, int targetHeight) = i % 4 == 0 ? (area.Width, area.Height) : (random.Next(1, 50), random.Next(1, 50));
            AssertSameAsImage(new TestFrame(format, seed: i), area, channels, targetHeight, targetWidth, new ImagePreprocessing
            {
                Mean = [0.485f, 0.456f, 0.406f],
                Std = [0.229f, 0.224f, 0.225f],
                Channels = i % 2 == 0 ? ChannelOrder.Rgb : ChannelOrder.Bgr,
                Resize = i % 3 == 0 ? ResizeMode.Fit : ResizeMode.Stretch,
            });
        }
    }

    [Fact]
    public void Without_an_area_or_a_stride_the_whole_of_a_dense_frame_is_used()
    {
        TestFrame frame = new(new FrameFormat(PixelFormat.Rgb24, 32, 20));
        AssertSameAsImage(frame, null, 3, 24, 24, new ImagePreprocessing());
        Assert.Equal(32 * 20 * 3, new FramePreprocessor(frame.Format, 3, 24, 24).FrameLength);
    }

    [Fact]
    public void A_frame_of_two_pixels_by_hand()
    {
        FramePreprocessor preprocessor = new(new FrameFormat(PixelFormat.Bgra32, 2, 1), 3, 1, 2, new ImagePreprocessing { Channels = ChannelOrder.Bgr });
        float[] tensor = new float[6];
        preprocessor.Write([0, 51, 255, 77, 153, 204, 102, 77], tensor);
        Assert.Equal([0f, 0.6f, 0.2f, 0.8f, 1f, 0.4f], tensor);
    }

    private static void AssertSameAsImage(TestFrame frame, FrameArea? area, int channels, int height, int width, ImagePreprocessing preprocessing)
    {
        FramePreprocessor preprocessor = new(frame.Format, channels, height, width, preprocessing, area);
        float[] found = [.. Enumerable.Repeat(float.NaN, preprocessor.Length)];
        preprocessor.Write(frame.Bytes, found);
        ImageTensorizer tensorizer = new(channels, height, width, preprocessing);
        float[] expected = new float[tensorizer.Length];
        tensorizer.Write(frame.ToImage(area ?? new FrameArea(0, 0, frame.Format.Width, frame.Format.Height)), expected);
        Assert.Equal(expected, found);
    }
}
