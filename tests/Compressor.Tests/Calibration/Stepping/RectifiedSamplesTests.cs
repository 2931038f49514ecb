using RsdtrEdge.Compressor.Calibration.Stepping;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Calibration.Stepping;

public sealed class RectifiedSamplesTests
{
    // What the networks are fed: one channel of 2 x 2.
    private static readonly float[] s_image = [1, -2, 3, -4];

    [Fact]
    public void Where_a_rectifier_hides_the_output_the_layer_may_give_what_it_gives()
    {
        OnnxModel model = new GraphBuilder().Input("image", "batch", 1, 2, 2).Weight("w", [1, 1, 1, 1], 2).Weight("b", [1], 1)
            .Node("Conv", ["image", "w", "b"], ["y"]).Node("Relu", ["y"], ["map"]).Output("map").Build();
        Recorder recorder = Run(model, _ => new RefittedKernel([0.5f], [0.5f]));
        List<CrossMoments> seen = recorder.Seen;
        Assert.Equal([true, false], recorder.Drafts);

        // At first y = 2 x: 2, -4, 6, -8. With the bias, what is at -1 or below is hidden. The layer gives x / 2 + 1/2: 1, -0.5, 2, -1.5. So the
        // second target is 2, -1, 6, -1.5: the second number comes down to where it is hidden, the last stays where it is.
        Assert.Equal(2, seen.Count);
        Assert.Equal([-1.0], seen[0].MeanY);
        Assert.Equal([1.375], seen[1].MeanY);
        Assert.Equal([-0.5], seen[1].MeanX);
        Assert.Equal(seen[0].S.Data, seen[1].S.Data);
        // (2 + 2 + 18 + 6) / 4 less the product of the means; (4 + 1 + 36 + 2.25) / 4 less the square of the mean.
        Assert.Equal(7.6875, Assert.Single(seen[1].C.Data), 1e-12);
        Assert.Equal(8.921875, seen[1].EnergyY, 1e-12);
    }

    [Fact]
    public void The_shortcut_of_the_compressed_network_moves_what_is_hidden()
    {
        OnnxModel model = new GraphBuilder().Input("image", "batch", 1, 2, 2)
            .Weight("w1", [1, 1, 1, 1], 1).Weight("w2", [1, 1, 1, 1], 2).Weight("b1", [1], 0).Weight("b2", [1], 1)
            .Node("Conv", ["image", "w1", "b1"], ["r"]).Node("Conv", ["r", "w2", "b2"], ["y"])
            .Node("Add", ["y", "r"], ["sum"]).Node("Relu", ["sum"], ["map"]).Output("map").Build();
        List<CrossMoments> seen = Run(model, layer => layer == 0 ? new RefittedKernel([1], [1]) : new RefittedKernel([2], [0])).Seen;

        // The first layer is read twice: nothing is hidden of it. It now gives x + 1.
        // The second should give 2 x - 1: 1, -5, 5, -9; hidden is what is at -1 - (x + 1) or below: -3, 0, -5, 2. It gives 2 x + 2:
        // 4, -2, 8, -6. So the target is 1, -2, 5, -6.
        Assert.Equal(3, seen.Count);
        Assert.Equal([-2.0], seen[1].MeanY);
        Assert.Equal([-0.5], seen[2].MeanY);
        Assert.Equal([0.5], seen[2].MeanX);
    }

    [Fact]
    public void A_shortcut_that_is_broadcast_leaves_the_target_as_it_is()
    {
        // What the mean of the image adds may show what is below zero without it.
        OnnxModel model = new GraphBuilder().Input("image", "batch", 1, 2, 2).Weight("w", [1, 1, 1, 1], 2).Weight("b", [1], 1)
            .Node("GlobalAveragePool", ["image"], ["mean"]).Node("Conv", ["image", "w", "b"], ["y"])
            .Node("Add", ["y", "mean"], ["sum"]).Node("Relu", ["sum"], ["map"]).Output("map").Build();
        List<CrossMoments> seen = Run(model, _ => new RefittedKernel([0.5f], [0.5f])).Seen;
        Assert.Equal(2, seen.Count);
        Assert.Equal(seen[0].MeanY, seen[1].MeanY);
        Assert.Equal(seen[0].C.Data, seen[1].C.Data);
    }

    [Theory]
    [InlineData("Sigmoid")]
    [InlineData("LeakyRelu")]
    public void What_hides_nothing_leaves_the_target_as_it_is(string activation)
    {
        OnnxModel model = new GraphBuilder().Input("image", "batch", 1, 2, 2).Weight("w", [1, 1, 1, 1], 2)
            .Node("Conv", ["image", "w"], ["y"]).Node(activation, ["y"], ["map"]).Output("map").Build();
        Assert.Equal([false], Run(model, _ => new RefittedKernel([0.5f], [])).Drafts);
    }

    private static Recorder Run(OnnxModel model, Func<int, RefittedKernel> fit)
    {
        Recorder recorder = new(fit);
        SequentialCalibration.Run(model, SteppedModels.Layers(model), SteppedModels.Images(model, s_image, 1, 1, 2, 2), seed: 1, recorder);
        return recorder;
    }

    private sealed class Recorder(Func<int, RefittedKernel> fit) : ILayerRefit
    {
        public List<CrossMoments> Seen { get; } = [];

        public List<bool> Drafts { get; } = [];

        public bool WantsSamples(int layer) => true;

        public Matrix? Projection(int layer) => null;

        public RefittedKernel? Refit(int layer, CrossMoments moments, bool isDraft)
        {
            Seen.Add(moments);
            Drafts.Add(isDraft);
            return fit(layer);
        }
    }
}
