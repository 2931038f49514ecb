using System.Globalization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Compressor.Tests.Training;

/// <summary>That the changes of images that are asked for are those that are trained with. All images are 1 2 over 3 4.</summary>
public sealed class FineTunerImagesTests : IDisposable
{
    private const int Images = 40;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_changes_the_images_are_those_of_the_file() => Assert.Equal(["1 2 3 4"], Trained(options => options));

    [Fact]
    public void A_mirror_swaps_left_and_right() => Assert.Equal(["1 2 3 4", "2 1 4 3"], Trained(options => options with { Flip = true }));

    [Fact]
    public void Turns_are_the_four_quarters() =>
        Assert.Equal(["1 2 3 4", "2 4 1 3", "3 1 4 2", "4 3 2 1"], Trained(options => options with { Turn = true }));

    [Fact]
    public void A_shift_by_half_moves_by_up_to_one_row_and_one_column() =>
        Assert.Equal(
            ["0 0 0 1", "0 0 1 2", "0 0 2 0", "0 1 0 3", "0 3 0 0", "1 2 3 4", "2 0 4 0", "3 4 0 0", "4 0 0 0"],
            Trained(options => options with { Shift = 0.5 }));

    [Fact]
    public void Noise_of_colour_changes_brightness_and_contrast_of_the_whole_image()
    {
        string[] images = Trained(options => options with { ColourNoise = 0.5 });
        // Each draw is another one, and keeps equal steps equal.
        Assert.InRange(images.Length, 100, int.MaxValue);
        Assert.All(images, image =>
        {
            double[] numbers = [.. image.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
            Assert.All(Enumerable.Range(1, 3), i => Assert.Equal(numbers[1] - numbers[0], numbers[i] - numbers[i - 1], 1e-4));
        });
    }

    // The images that the engine was fed, each kind once.
    private string[] Trained(Func<FineTuningOptions, FineTuningOptions> change)
    {
        string data = _folder.File("images.npy");
        NpyWriter.Save(data, Enumerable.Range(0, Images).SelectMany(_ => (float[])[1, 2, 3, 4]).ToArray(), Images, 1, 2, 2);
        FineTuningOptions options = new() { Data = data, Epochs = 4, BatchSize = 8, Rate = 1e-3, Flip = false, Shift = 0, HeldOutShare = 0.25, Threads = 1 };
        HashSet<string> images = [];
        FineTuner.Run(Network(0.5f), Network(0.25f), change(options), (network, teacher, settings) =>
            new LinearEngine(LinearEngine.WeightsOf(network), LinearEngine.WeightsOf(teacher!), classes: 2, settings.BatchSize)
            {
                Heard = (_, batch, _) => images.UnionWith(batch.Images.Chunk(4).Select(image => string.Join(' ', image.Select(number => number.ToString(CultureInfo.InvariantCulture))))),
                Origin = network,
            });
        return [.. images.Order(StringComparer.Ordinal)];
    }

    private static OnnxModel Network(float weight) => new GraphBuilder()
        .Input("image", "batch", 1, 2, 2)
        .Flatten()
        .Weight("w", [2, 4], [.. Enumerable.Repeat(weight, 8)])
        .Node("Gemm", ["flatten1", "w"], null, NodeBuilder.Int("transB", 1))
        .Output("scores").Build();
}
