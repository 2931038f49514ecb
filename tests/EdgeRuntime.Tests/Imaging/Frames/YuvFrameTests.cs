using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Imaging.Frames;

namespace RsdtrEdge.Runtime.Tests.Imaging.Frames;

/// <summary>Frames of luma and chroma against the standards' formulas, by hand and pixel by pixel in float64.</summary>
public sealed class YuvFrameTests
{
    private static readonly ImagePreprocessing Levels = new() { Std = [1f / 255] };

    // Y, Cb, Cr, then red, green and blue by the standards' decimal weights; what lies outside of 0 to 255 is clipped.
    public static TheoryData<YuvMatrix, YuvRange, byte[], double[]> Colors => new()
    {
        { YuvMatrix.Bt601, YuvRange.Limited, [235, 128, 128], [255, 255, 255] },
        { YuvMatrix.Bt601, YuvRange.Limited, [16, 128, 128], [0, 0, 0] },
        { YuvMatrix.Bt601, YuvRange.Limited, [255, 128, 128], [255, 255, 255] },
        { YuvMatrix.Bt601, YuvRange.Limited, [0, 128, 128], [0, 0, 0] },
        // Red: y = 65 * 255 / 219 = 75.6849, cr = 112 * 255 / 224 = 127.5; red = y + 1.402 cr; green and blue fall below 0.
        { YuvMatrix.Bt601, YuvRange.Limited, [81, 90, 240], [254.4399, 0, 0] },
        // y = 150.2055, cb = -84.2411, cr = -107.0089; green = y - 0.344136 cb - 0.714136 cr = 255.61.
        { YuvMatrix.Bt601, YuvRange.Limited, [145, 54, 34], [0.1790, 255, 0.9303] },
        { YuvMatrix.Bt601, YuvRange.Full, [76, 85, 255], [254.0540, 0.1026, 0] },
        { YuvMatrix.Bt601, YuvRange.Full, [200, 128, 128], [200, 200, 200] },
        // y = 18.6301, cb = 127.5, cr = -11.3839; red = y + 1.5748 cr, green = y - 0.187324 cb - 0.468124 cr, blue = y + 1.8556 cb = 255.22.
        { YuvMatrix.Bt709, YuvRange.Limited, [32, 240, 118], [0.7027, 0.0753, 255] },
        { YuvMatrix.Bt709, YuvRange.Full, [54, 99, 254], [252.4248, 0.4487, 0.1876] },
    };

    public static TheoryData<PixelFormat> Formats => [PixelFormat.Yuyv, PixelFormat.Nv12, PixelFormat.I420];

    [Theory]
    [MemberData(nameof(Colors))]
    public void Colours_are_those_of_the_standard(YuvMatrix matrix, YuvRange range, byte[] yuv, double[] expected)
    {
        (byte y, byte cb, byte cr) = (yuv[0], yuv[1], yuv[2]);
        (PixelFormat Pixels, byte[] Bytes)[] frames =
        [
            (PixelFormat.Yuyv, [y, cb, y, cr, y, cb, y, cr]), (PixelFormat.Nv12, [y, y, y, y, cb, cr]), (PixelFormat.I420, [y, y, y, y, cb, cr]),
        ];
        foreach ((PixelFormat pixels, byte[] bytes) in frames)
        {
            FramePreprocessor preprocessor = new(new FrameFormat(pixels, 2, 2) { Matrix = matrix, Range = range }, 3, 2, 2, Levels);
            float[] tensor = new float[12];
            preprocessor.Write(bytes, tensor);
            Assert.All(tensor.Select((value, i) => (value, expected[i / 4])), pair => Assert.Equal(pair.Item2, pair.value, 0.001));
        }
    }

    [Fact]
    public void Neighbours_share_their_chroma_and_have_their_own_luma()
    {
        // Cb above and Cr below the middle by 56: cb = cr = 63.75 and -63.75, luma 100 and 200 give y = 97.8082 and 214.2466.
        FramePreprocessor preprocessor = new(new FrameFormat(PixelFormat.Yuyv, 4, 1), 3, 1, 4, Levels);
        float[] tensor = new float[12];
        preprocessor.Write([100, 184, 200, 128, 100, 128, 200, 72], tensor);
        double[] expected =
        [
            97.8082, 214.2466, 97.8082 - (1.402 * 63.75), 214.2466 - (1.402 * 63.75),
            97.8082 - (0.344136 * 63.75), 214.2466 - (0.344136 * 63.75), 97.8082 + (0.714136 * 63.75), 255,
            97.8082 + (1.772 * 63.75), 255, 97.8082, 214.2466,
        ];
        Assert.All(expected.Zip(tensor), pair => Assert.Equal(pair.First, pair.Second, 0.001));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Any_size_stride_and_area_gives_the_resampled_pixels_by_the_formula(PixelFormat pixels)
    {
        Random random = new(5);
        for (int i = 0; i < 40; i++)
        {
            (int width, int height) = (2 * random.Next(1, 30), 2 * random.Next(1, 20));
            int stride = (2 * width) + (2 * random.Next(0, 5));
            FrameFormat format = new(pixels, width, height)
            {
                Stride = stride,
                ChromaStride = i % 2 == 0 || pixels == PixelFormat.Yuyv ? 0 : width + random.Next(0, 7),
                ChromaOffset = i % 3 == 0 || pixels == PixelFormat.Yuyv ? 0 : (stride * height) + random.Next(0, 50),
                Matrix = i % 4 < 2 ? YuvMatrix.Bt601 : YuvMatrix.Bt709,
                Range = i % 2 == 0 ? YuvRange.Limited : YuvRange.Full,
            };
            FrameArea area = new(random.Next(0, width), random.Next(0, height), 0, 0);
            area = area with { Width = random.Next(1, width - area.Left + 1), Height = random.Next(1, height - area.Top + 1) };
            (int targetWidth, int targetHeight) = i % 5 == 0 ? (area.Width, area.Height) : (random.Next(1, 50), random.Next(1, 50));
            ImagePreprocessing preprocessing = new()
            {
                Mean = [0.5f, 0.4f, 0.3f],
                Std = [0.25f, 0.5f, 1f],
                Channels = i % 3 == 0 ? ChannelOrder.Bgr : ChannelOrder.Rgb,
                Resize = i % 4 == 1 ? ResizeMode.Fit : ResizeMode.Stretch,
            };
            TestFrame frame = new(format, seed: i);
            FramePreprocessor preprocessor = new(format, 3, targetHeight, targetWidth, preprocessing, area);
            float[] found = [.. Enumerable.Repeat(float.NaN, preprocessor.Length)];
            preprocessor.Write(frame.Bytes.AsSpan(0, preprocessor.FrameLength), found);
            AssertClose(YuvReference.Tensor(frame, area, preprocessor.Placement, targetHeight, targetWidth, preprocessing), found, 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Where_nothing_is_clipped_converting_before_resampling_gives_the_same(PixelFormat pixels)
    {
        // Luma and chroma from 110 to 146 give colours within 66 to 194.
        FrameFormat format = new(pixels, 48, 36);
        TestFrame frame = new(format, seed: 9, least: 110, most: 146);
        FrameArea whole = new(0, 0, 48, 36);
        FramePreprocessor preprocessor = new(format, 3, 17, 29);
        float[] found = new float[preprocessor.Length];
        preprocessor.Write(frame.Bytes, found);
        AssertClose(YuvReference.ConvertedFirst(frame, whole, 17, 29), found, 1e-5);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void One_plane_is_the_frames_own_luma_rounded_before_it_is_resampled(PixelFormat pixels)
    {
        // round((Y - 16) * 255 / 219): 16 -> 0, 235 -> 255, 126 -> 128.08, 100 -> 97.81, and what lies beyond is clipped.
        FramePreprocessor limited = new(new FrameFormat(pixels, 4, 2), 1, 1, 3, Levels, new FrameArea(1, 0, 3, 1));
        FramePreprocessor full = new(new FrameFormat(pixels, 4, 2) { Range = YuvRange.Full }, 1, 1, 3, Levels, new FrameArea(1, 0, 3, 1));
        byte[] bytes = pixels == PixelFormat.Yuyv
            ? [9, 1, 126, 2, 100, 3, 255, 4, 9, 9, 9, 9, 9, 9, 9, 9]
            : [9, 126, 100, 255, 9, 9, 9, 9, 1, 2, 3, 4];
        float[] tensor = new float[3];
        limited.Write(bytes, tensor);
        AssertClose([128, 98, 255], tensor, 1e-4);
        full.Write(bytes, tensor);
        AssertClose([126, 100, 255], tensor, 1e-4);
    }

    [Theory]
    [InlineData(7, 3, 0)]
    [InlineData(7, 3, 1)]
    [InlineData(8, 20, 1)]
    [InlineData(9, 9, 1)]
    [InlineData(64, 5, 0)]
    public void A_folded_filter_is_the_filter_over_repeated_samples(int inputs, int outputs, int phase)
    {
        TriangleFilter whole = new(inputs, outputs);
        TriangleFilter folded = whole.Folded(phase);
        Assert.Equal((inputs + phase + 1) / 2, folded.InputSize);
        for (int i = 0; i < outputs; i++)
        {
            double[] expected = new double[folded.InputSize];
            ReadOnlySpan<float> taps = whole.Taps(i, out int start);
            for (int k = 0; k < taps.Length; k++)
            {
                expected[(start + k + phase) / 2] += taps[k];
            }

            double[] found = new double[folded.InputSize];
            taps = folded.Taps(i, out start);
            for (int k = 0; k < taps.Length; k++)
            {
                found[start + k] = taps[k];
            }

            Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        }
    }

    private static void AssertClose(double[] expected, float[] found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
