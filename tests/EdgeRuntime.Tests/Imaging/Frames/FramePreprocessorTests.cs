using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Imaging.Frames;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.Imaging.Frames;

public sealed class FramePreprocessorTests
{
    [Fact]
    public void A_frame_allocates_nothing()
    {
        foreach (PixelFormat pixels in Enum.GetValues<PixelFormat>())
        {
            foreach (int channels in (int[])[1, 3])
            {
                foreach ((int height, int width) in ((int, int)[])[(24, 40), (48, 64), (100, 33)])
                {
                    TestFrame frame = new(new FrameFormat(pixels, 64, 48));
                    FramePreprocessor preprocessor = new(frame.Format, channels, height, width, new ImagePreprocessing { Resize = ResizeMode.Fit });
                    float[] tensor = new float[preprocessor.Length];
                    preprocessor.Write(frame.Bytes, tensor);
                    AllocationCheck.AssertNone(() => preprocessor.Write(frame.Bytes, tensor));
                }
            }
        }
    }

    [Theory]
    [InlineData(PixelFormat.Rgb24, 0, 0, 0, 4 * 2 * 3)]
    [InlineData(PixelFormat.Bgra32, 20, 0, 0, 20 + 16)]
    [InlineData(PixelFormat.Yuyv, 0, 0, 0, 16)]
    [InlineData(PixelFormat.Nv12, 0, 0, 0, 12)]
    [InlineData(PixelFormat.Nv12, 8, 0, 0, 16 + 4)]
    [InlineData(PixelFormat.Nv12, 8, 0, 32, 32 + 4)]
    [InlineData(PixelFormat.I420, 0, 0, 0, 12)]
    [InlineData(PixelFormat.I420, 8, 0, 0, 16 + 4 + 2)]
    [InlineData(PixelFormat.I420, 8, 6, 0, 16 + 6 + 2)]
    public void A_frame_needs_the_bytes_up_to_its_last_pixels_and_one_less_is_an_error(PixelFormat pixels, int stride, int chromaStride, int chromaOffset, int length)
    {
        FrameFormat format = new(pixels, 4, 2) { Stride = stride, ChromaStride = chromaStride, ChromaOffset = chromaOffset };
        FramePreprocessor preprocessor = new(format, 3, 3, 3);
        float[] tensor = new float[27];
        Assert.Equal(length, preprocessor.FrameLength);
        preprocessor.Write(new byte[length], tensor);
        Diagnostic diagnostic = Failure(() => preprocessor.Write(new byte[length - 1], tensor));
        Assert.Contains($"{pixels} frame of 4 x 2: {length - 1} bytes, {length} are needed", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_that_cannot_be_are_refused_with_the_figures()
    {
        AssertRefused("even and not 5", new FrameFormat(PixelFormat.Yuyv, 5, 4));
        AssertRefused("even and not 5", new FrameFormat(PixelFormat.Nv12, 5, 4));
        AssertRefused("even and not 3", new FrameFormat(PixelFormat.I420, 4, 3));
        AssertRefused("1 to", new FrameFormat(PixelFormat.Rgb24, 0, 4));
        AssertRefused("1 to", new FrameFormat(PixelFormat.Rgb24, 4, -1));
        AssertRefused("1 to", new FrameFormat(PixelFormat.Rgb24, 1 << 20, 1 << 20));
        AssertRefused("no such pixel format", new FrameFormat((PixelFormat)99, 4, 4));
        AssertRefused("no matrix 99", new FrameFormat(PixelFormat.Yuyv, 4, 4) { Matrix = (YuvMatrix)99 });
        AssertRefused("no range 99", new FrameFormat(PixelFormat.Yuyv, 4, 4) { Range = (YuvRange)99 });
        AssertRefused("12 bytes are longer than the stride of 11", new FrameFormat(PixelFormat.Rgb24, 4, 4) { Stride = 11 });
        AssertRefused("stride of -1", new FrameFormat(PixelFormat.Rgb24, 4, 4) { Stride = -1 });
        AssertRefused("chroma of 4 bytes are longer than their stride of 3", new FrameFormat(PixelFormat.Nv12, 4, 4) { ChromaStride = 3 });
        AssertRefused("chroma begins at byte 15, before luma ends at 16", new FrameFormat(PixelFormat.Nv12, 4, 4) { ChromaOffset = 15 });
        AssertRefused("the limit is", new FrameFormat(PixelFormat.Rgb24, 4, 4) { Stride = int.MaxValue });
        AssertRefused("the limit is", new FrameFormat(PixelFormat.I420, 4, 4) { ChromaStride = int.MaxValue });
    }

    [Theory]
    [InlineData(-1, 0, 2, 2)]
    [InlineData(0, -1, 2, 2)]
    [InlineData(0, 0, 0, 2)]
    [InlineData(0, 0, 2, 0)]
    [InlineData(7, 0, 2, 2)]
    [InlineData(0, 5, 2, 2)]
    [InlineData(int.MaxValue, 0, 2, 2)]
    [InlineData(0, 0, int.MaxValue, 2)]
    public void An_area_outside_of_the_frame_is_refused(int left, int top, int width, int height)
    {
        Diagnostic diagnostic = Failure(() => _ = new FramePreprocessor(new FrameFormat(PixelFormat.Rgb24, 8, 6), 3, 4, 4, null, new FrameArea(left, top, width, height)));
        Assert.Contains("does not lie within it", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_of_another_length_or_number_of_planes_is_refused()
    {
        FrameFormat format = new(PixelFormat.Rgb24, 8, 6);
        _ = Assert.Throws<ArgumentException>(() => new FramePreprocessor(format, 3, 4, 4).Write(new byte[8 * 6 * 3], new float[47]));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => new FramePreprocessor(format, 3, 0, 4));
        Assert.Same(DataDiagnostics.ShapeMismatch, Assert.Throws<RsdtrException>(() => new FramePreprocessor(format, 4, 4, 4)).Diagnostic.Descriptor);
    }

    [Fact]
    public void The_placement_tells_where_the_area_lies()
    {
        ImagePreprocessing fit = new() { Resize = ResizeMode.Fit };
        FrameFormat format = new(PixelFormat.Yuyv, 640, 480);
        Assert.Equal(new ImagePlacement(0, 40, 320, 240), new FramePreprocessor(format, 3, 320, 320, fit).Placement);
        Assert.Equal(new ImagePlacement(0, 0, 320, 320), new FramePreprocessor(format, 3, 320, 320).Placement);
        Assert.Equal(new ImagePlacement(80, 0, 160, 320), new FramePreprocessor(format, 3, 320, 320, fit, new FrameArea(100, 0, 240, 480)).Placement);
        Assert.Equal(new FrameArea(0, 0, 640, 480), new FramePreprocessor(format, 3, 320, 320).Area);
    }

    private static void AssertRefused(string message, FrameFormat format)
    {
        Diagnostic diagnostic = Failure(() => _ = new FramePreprocessor(format, 3, 4, 4));
        Assert.Contains(message, diagnostic.Message, StringComparison.Ordinal);
    }

    private static Diagnostic Failure(Action action)
    {
        Diagnostic diagnostic = Assert.Throws<RsdtrException>(action).Diagnostic;
        Assert.Same(DataDiagnostics.FrameMismatch, diagnostic.Descriptor);
        return diagnostic;
    }
}
