using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Evaluation;

public sealed class NetworkInputsTests
{
    [Theory]
    [InlineData(8, 2)]
    [InlineData(12, 3)]
    [InlineData(100, 25)]
    public void A_quarter_judges_and_the_rest_steers(int count, int quarter)
    {
        NetworkInputs inputs = Images(count);
        (NetworkInputs steering, NetworkInputs heldOut) = inputs.Split(seed: 1);
        Assert.Equal((count - quarter, quarter), (steering.Count, heldOut.Count));
        Assert.Equal(Enumerable.Range(0, count).Select(index => (float)index), Numbers(steering).Concat(Numbers(heldOut)).Order());
    }

    [Fact]
    public void The_split_depends_on_the_seed_alone()
    {
        float[] HeldOut(int seed) => Numbers(Images(100).Split(seed).HeldOut);
        Assert.Equal(HeldOut(1), HeldOut(1));
        Assert.NotEqual(HeldOut(1), HeldOut(2));
    }

    [Fact]
    public void Fewer_than_eight_images_do_both()
    {
        NetworkInputs inputs = Images(7);
        (NetworkInputs steering, NetworkInputs heldOut) = inputs.Split(seed: 1);
        Assert.Same(inputs, steering);
        Assert.Same(inputs, heldOut);
    }

    [Fact]
    public void Noise_does_both()
    {
        using InferenceSession session = Session();
        NetworkInputs inputs = NetworkInputs.Synthetic(session, 16, seed: 1);
        Assert.Equal((inputs, inputs), inputs.Split(seed: 1));
        Assert.Same(inputs, inputs.Take(4));
    }

    [Fact]
    public void A_few_images_are_taken_from_all_over()
    {
        NetworkInputs inputs = Images(10);
        Assert.Equal([0f, 2, 5, 7], Numbers(inputs.Take(4)));
        Assert.Equal(4, inputs.Take(4).Count);
        Assert.Same(inputs, inputs.Take(10));
        Assert.Same(inputs, inputs.Take(11));
    }

    [Fact]
    public void Noise_has_the_sizes_of_the_images_where_the_network_leaves_them_open()
    {
        using InferenceSession session = ModelRunner.Load(new GraphBuilder().Input("image", "batch", 3, "height", "width").Relu().Output("map").Build());
        using Tensor image = NetworkInputs.Synthetic(session, 1, seed: 1, openShape: new SampleShape(3, 12, 10)).Create(0)["image"];
        Assert.Equal((long[])[1, 3, 12, 10], image.Dimensions.ToArray());
        using Tensor usual = NetworkInputs.Synthetic(session, 1, seed: 1).Create(0)["image"];
        Assert.Equal((long[])[1, 3, 224, 224], usual.Dimensions.ToArray());
    }

    [Fact]
    public void More_noise_than_memory_holds_is_refused_with_the_input()
    {
        using InferenceSession session = ModelRunner.Load(new GraphBuilder().Input("volume", "n", "c", "d", "h", "w").Relu().Output("map").Build());
        // 224^4 numbers.
        Expect.Error(ModelDiagnostics.UnknownShape, () => NetworkInputs.Synthetic(session, 1, seed: 1).Create(0), "volume", "2517630976", "268435456", "export the model");
    }

    // Image k is the one number k.
    private static NetworkInputs Images(int count)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("images.npy");
        NpyWriter.Save(path, (float[])[.. Enumerable.Range(0, count).Select(index => (float)index)], count, 1, 1, 1);
        using InferenceSession session = Session();
        return NetworkInputs.FromData(session, path, DataSourceOptions.Default, 1, CancellationToken.None);
    }

    private static float[] Numbers(NetworkInputs inputs) => [.. Enumerable.Range(0, inputs.Count).Select(index =>
    {
        using Tensor image = inputs.Create(index)["image"];
        return image.ToArray<float>()[0];
    })];

    private static InferenceSession Session() =>
        ModelRunner.Load(new GraphBuilder().Input("image", "batch", 1, 1, 1).Conv(2, 1).Output("map").Build());
}
