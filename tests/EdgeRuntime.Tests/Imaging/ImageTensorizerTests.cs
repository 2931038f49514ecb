using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.Imaging;

public sealed class ImageTensorizerTests
{
    private static readonly RgbImage TwoPixels = ImageFixtures.FromPixels(2, 1, 255, 51, 0, 102, 204, 153);

    [Fact]
    public void Equal_sizes_give_planes_of_value_over_255()
    {
        Assert.Equal([1f, 0.4f, 0.2f, 0.8f, 0f, 0.6f], Tensor(TwoPixels, 3, 1, 2, new()));
    }

    [Fact]
    public void Mean_and_std_belong_to_the_planes_in_the_networks_order()
    {
        ImagePreprocessing preprocessing = new() { Channels = ChannelOrder.Bgr, Mean = [0.6f, 0.2f, 0f], Std = [0.5f, 1f, 2f] };
        float[] expected = [-1.2f, 0f, 0f, 0.6f, 0.5f, 0.2f];
        Assert.All(expected.Zip(Tensor(TwoPixels, 3, 1, 2, preprocessing)), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void One_value_serves_for_all_planes() =>
        Assert.Equal(
            Tensor(TwoPixels, 3, 1, 2, new() { Mean = [0.5f, 0.5f, 0.5f], Std = [0.25f, 0.25f, 0.25f] }),
            Tensor(TwoPixels, 3, 1, 2, new() { Mean = [0.5f], Std = [0.25f] }));

    [Fact]
    public void One_plane_is_the_luma()
    {
        // 0.299 R + 0.587 G + 0.114 B, rounded: 76.245, 149.685, 29.07, and grey stays.
        RgbImage image = ImageFixtures.FromPixels(4, 1, 255, 0, 0, 0, 255, 0, 0, 0, 255, 77, 77, 77);
        Assert.Equal([76f / 255, 150f / 255, 29f / 255, 77f / 255], Tensor(image, 1, 1, 4, new()));
    }

    [Fact]
    public void Halving_weights_neighbours_by_the_widened_triangle()
    {
        // Centre 1 of 4 samples, half width 2: weights 0.75, 0.75, 0.25 (samples at 0.5, 1.5, 2.5), divided by their sum 1.75.
        RgbImage image = ImageFixtures.FromPixels(4, 1, 70, 0, 7, 35, 0, 7, 0, 210, 7, 0, 0, 7);
        float[] tensor = Tensor(image, 3, 1, 2, new() { Std = [1f / 255] });
        float[] expected = [((0.75f * 70) + (0.75f * 35)) / 1.75f, 0.25f * 35 / 1.75f, 0.25f * 210 / 1.75f, 0.75f * 210 / 1.75f, 7f, 7f];
        Assert.All(expected.Zip(tensor), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void Doubling_interpolates_between_pixel_centres()
    {
        RgbImage image = ImageFixtures.FromPixels(1, 2, 0, 0, 0, 100, 100, 100);
        float[] tensor = Tensor(image, 1, 4, 1, new() { Std = [1f / 255] });
        Assert.All(((float[])[0, 25, 75, 100]).Zip(tensor), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Theory]
    [InlineData(50, 40, 17, 64, 3)]
    [InlineData(7, 90, 33, 8, 3)]
    [InlineData(7, 90, 33, 8, 1)]
    public void A_constant_image_stays_constant(int width, int height, int targetWidth, int targetHeight, int channels)
    {
        RgbImage image = ImageFixtures.Constant(width, height, 90, 90, 90);
        Assert.All(Tensor(image, channels, targetHeight, targetWidth, new()), value => Assert.Equal(90f / 255, value, 1e-5f));
    }

    [Fact]
    public void Resampling_is_the_plain_double_sum_over_both_axes()
    {
        RgbImage image = ImageFixtures.Noise(37, 23);
        const int Height = 11, Width = 50;
        float[] tensor = Tensor(image, 3, Height, Width, new());
        TriangleFilter vertical = new(23, Height);
        TriangleFilter horizontal = new(37, Width);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                for (int channel = 0; channel < 3; channel++)
                {
                    ReadOnlySpan<float> rows = vertical.Taps(y, out int top);
                    ReadOnlySpan<float> columns = horizontal.Taps(x, out int left);
                    double sum = 0;
                    for (int i = 0; i < rows.Length; i++)
                    {
                        for (int j = 0; j < columns.Length; j++)
                        {
                            sum += (double)rows[i] * columns[j] * image.Row(top + i)[((left + j) * 3) + channel];
                        }
                    }

                    Assert.Equal(sum / 255, tensor[(((channel * Height) + y) * Width) + x], 1e-5);
                }
            }
        }
    }

    [Fact]
    public void Fit_keeps_the_ratio_and_pads_with_what_becomes_zero()
    {
        // 4 x 2 into 6 wide, 7 high: scaled by 1.5 to 6 x 3, two rows of padding above and two below.
        RgbImage image = ImageFixtures.Constant(4, 2, 255, 255, 255);
        float[] tensor = Tensor(image, 3, 7, 6, new() { Resize = ResizeMode.Fit, Mean = [0.5f, 0.25f, 0f] });
        for (int plane = 0; plane < 3; plane++)
        {
            float inside = 1f - ((float[])[0.5f, 0.25f, 0f])[plane];
            for (int y = 0; y < 7; y++)
            {
                float expected = y is >= 2 and < 5 ? inside : 0f;
                Assert.All(tensor.Skip((plane * 42) + (y * 6)).Take(6), value => Assert.Equal(expected, value, 1e-6f));
            }
        }
    }

    [Fact]
    public void A_very_long_image_still_fits()
    {
        float[] tensor = Tensor(ImageFixtures.Constant(1000, 1, 255, 255, 255), 1, 8, 8, new() { Resize = ResizeMode.Fit });
        Assert.Equal(8, tensor.Count(value => value != 0));
    }

    [Fact]
    public void A_second_image_of_the_same_size_takes_no_memory()
    {
        RgbImage image = ImageFixtures.Noise(60, 41);
        foreach (int channels in (int[])[1, 3])
        {
            ImageTensorizer tensorizer = new(channels, 32, 32);
            float[] tensor = new float[tensorizer.Length];
            tensorizer.Write(image, tensor);
            AllocationCheck.AssertNone(() => tensorizer.Write(image, tensor));
        }
    }

    [Fact]
    public void Other_numbers_of_channels_are_refused_with_the_figures()
    {
        RsdtrException exception = Assert.Throws<RsdtrException>(() => new ImageTensorizer(4, 8, 8));
        Assert.Same(DataDiagnostics.ShapeMismatch, exception.Diagnostic.Descriptor);
        Assert.Contains("4 channels", exception.Message, StringComparison.Ordinal);
    }

    private static float[] Tensor(RgbImage image, int channels, int height, int width, ImagePreprocessing preprocessing)
    {
        ImageTensorizer tensorizer = new(channels, height, width, preprocessing);
        float[] tensor = [.. Enumerable.Repeat(float.NaN, tensorizer.Length)];
        tensorizer.Write(image, tensor);
        return tensor;
    }
}
