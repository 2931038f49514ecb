using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Calibration;

/// <summary>Moments of the rows that fully connected layers are fed; those of patches are held against ONNX Runtime elsewhere.</summary>
public sealed class MomentCollectorTests
{
    [Fact]
    public void Each_row_of_a_fully_connected_layer_counts_once()
    {
        // Two images of 1 x 2 x 2: rows (1, 2), (3, 4) and (5, 6), (7, 10) for the MatMul; all four numbers for the Gemm.
        OnnxModel model = new GraphBuilder().Input("image", 1, 1, 2, 2)
            .RandomWeight("w", 2, 3).Node("MatMul", ["image", "w"], ["rows"])
            .Node("Flatten", ["image"], ["flat"]).RandomWeight("v", 4, 2).RandomWeight("b", 2).Node("Gemm", ["flat", "v", "b"], ["all"])
            .Output("rows", "rows").Output("all", "all").Build();
        LayerMoments[] moments = Collect(model, [1, 2, 3, 4, 5, 6, 7, 10], 2, 1, 2, 2);

        Assert.Equal((4L, false), (moments[0].Count, moments[0].IsCentred));
        Assert.Equal([4.0, 5.5], moments[0].Mean);
        // (1 + 9 + 25 + 49) / 4, (2 + 12 + 30 + 70) / 4, (4 + 16 + 36 + 100) / 4.
        Assert.Equal([21.0, 28.5, 28.5, 39], moments[0].SecondMoment().Data);
        Assert.Equal([21.0, 28.5, 28.5, 39], moments[0].ChannelMoment().Data);
        // The images' mean rows are (2, 3) and (6, 8): (4 + 36) / 2, (6 + 48) / 2, (9 + 64) / 2, ten times.
        AssertNear([221, 298.5, 298.5, 404], moments[0].SecondMoment(sharedWeight: 10).Data);
        AssertNear([221, 298.5, 298.5, 404], moments[0].ChannelMoment(sharedWeight: 10).Data);

        // The Gemm has a bias: about the mean, half the squared differences of the two rows (4, 4, 4, 6).
        Assert.Equal((2L, true), (moments[1].Count, moments[1].IsCentred));
        Assert.Equal([3.0, 4, 5, 7], moments[1].Mean);
        double[] expected = [4, 4, 4, 6, 4, 4, 4, 6, 4, 4, 4, 6, 6, 6, 6, 9];
        Assert.Equal(expected, moments[1].SecondMoment().Data);
        // Each row is its image's mean, too.
        AssertNear([.. expected.Select(number => 11 * number)], moments[1].SecondMoment(sharedWeight: 10).Data);
    }

    [Fact]
    public void A_layer_with_more_inputs_than_a_second_moment_is_kept_of_does_without()
    {
        OnnxModel model = new GraphBuilder().Input("image", 1, 1, 64, 65).Flatten().Gemm(64 * 65, 2).Relu().Gemm(2, 2).Output("scores").Build();
        LayerMoments?[] moments = Collect(model, new float[64 * 65], 1, 1, 64, 65)!;
        Assert.Null(moments[0]);
        Assert.NotNull(moments[1]);
    }

    private static void AssertNear(double[] expected, double[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-10));

    private static LayerMoments[] Collect(OnnxModel model, float[] images, params int[] shape)
    {
        using TemporaryFolder folder = new();
        NpyWriter.Save(folder.File("images.npy"), images, shape);
        using InferenceSession session = ModelRunner.Load(model);
        NetworkInputs inputs = NetworkInputs.FromData(session, folder.File("images.npy"), DataSourceOptions.Default, threads: 1, CancellationToken.None);
        IReadOnlyList<NetworkLayer> layers = LayerFinder.Find(model, ShapeInference.Infer(model, new ShapeInferenceOptions { OpenBatch = 1 }));
        return [.. MomentCollector.Collect(model, layers, inputs, seed: 1, CancellationToken.None).Select(moments => moments!)];
    }
}
