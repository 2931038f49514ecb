using RsdtrEdge.Compressor.Calibration.Stepping;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.LinearAlgebra;
using RsdtrEdge.Compressor.Threading;

namespace RsdtrEdge.Compressor.Tests.Calibration.Stepping;

public sealed class SequentialCalibrationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Moments_of_one_small_image_are_known(bool bias)
    {
        GraphBuilder builder = new GraphBuilder().Input("image", "batch", 1, 2, 2).Weight("w", [1, 1, 1, 1], 2).Weight("b", [1], 5);
        OnnxModel model = builder.Node("Conv", bias ? ["image", "w", "b"] : ["image", "w"], ["y"]).Output("map").Build();
        CrossMoments moments = Assert.Single(Run(model, SteppedModels.Images(model, [1, 2, 3, 6], 1, 1, 2, 2))).Value;

        // x is 1, 2, 3, 6 and y = 2 x, without the bias.
        Assert.Equal(4, moments.Count);
        Assert.Equal(bias, moments.IsCentred);
        Assert.Equal([3.0], moments.MeanX);
        Assert.Equal([6.0], moments.MeanY);
        Assert.Equal([bias ? 3.5 : 12.5], moments.S.Data);
        Assert.Equal([bias ? 7.0 : 25], moments.C.Data);
        Assert.Equal(bias ? 14 : 50, moments.EnergyY);
    }

    [Theory]
    [InlineData("residual", 16)]
    [InlineData("normalized", 16)]
    [InlineData("branches", 8)]
    public void Where_nothing_changed_the_original_kernels_solve_the_normal_equations(string name, int size)
    {
        OnnxModel model = SteppedModels.Get(name);
        IReadOnlyList<NetworkLayer> layers = SteppedModels.Layers(model);
        Dictionary<int, CrossMoments> moments = Run(model, SteppedModels.Noise(model, 3, size));
        Assert.Equal(Enumerable.Range(0, layers.Count), moments.Keys);
        Assert.All(moments, layer => AssertNear(
            MatrixProduct.Multiply(layer.Value.S, Kernel(layers[layer.Key]).Transpose()).Data, layer.Value.C.Data));
        Assert.All(moments, layer => AssertNear(
            MatrixProduct.Multiply(Kernel(layers[layer.Key]), Column(layer.Value.MeanX)).Data, layer.Value.MeanY));
    }

    [Fact]
    public void A_layer_makes_up_for_what_its_shortcut_lost()
    {
        OnnxModel model = SteppedModels.Shortcut();
        NetworkLayer[] layers = SteppedModels.Stops(model);
        NetworkInputs inputs = SteppedModels.Noise(model, 3, 6);
        Dictionary<int, CrossMoments> plain = Run(model, inputs);
        float[] shift = [0.5f, -1, 0, 2];
        Dictionary<int, CrossMoments> shifted = Run(model, inputs, layer => layer == 0 ? new RefittedKernel(layers[0].Kernel, shift) : null);

        // The second layer reads r + d in place of r, and d is added behind it once more: it should give W r - d.
        double[] d = [.. shift.Select(number => (double)number)];
        AssertNear([.. plain[1].MeanX.Zip(d, (x, by) => x + by)], shifted[1].MeanX);
        AssertNear([.. plain[1].MeanY.Zip(d, (y, by) => y - by)], shifted[1].MeanY);
        AssertNear(plain[1].S.Data, shifted[1].S.Data);
        AssertNear(plain[1].C.Data, shifted[1].C.Data);

        // The third reads the sum, which is off by W d + d; what it should give is what the original does.
        double[] wd = MatrixProduct.Multiply(Kernel(layers[1]), Column(d)).Data;
        AssertNear([.. plain[2].MeanX.Select((x, c) => x + wd[c] + d[c])], shifted[2].MeanX);
        AssertNear(plain[2].MeanY, shifted[2].MeanY);

        // With the bias that follows from the means, the second layer makes the sum what it was.
        Dictionary<int, CrossMoments> corrected = Run(model, inputs, (layer, moments) => layer switch
        {
            0 => new RefittedKernel(layers[0].Kernel, shift),
            1 => new RefittedKernel(layers[1].Kernel, [.. MatrixProduct.Multiply(Kernel(layers[1]), Column(moments.MeanX)).Data.Zip(moments.MeanY, (x, y) => (float)(y - x))]),
            _ => null,
        });
        AssertNear(plain[2].MeanX, corrected[2].MeanX);
    }

    [Fact]
    public void A_compressed_network_may_begin_elsewhere()
    {
        OnnxModel model = SteppedModels.Shortcut();
        NetworkLayer[] layers = SteppedModels.Stops(model);
        NetworkInputs inputs = SteppedModels.Noise(model, 2, 6);
        float[] kernel = [.. layers[0].Kernel.Select(number => number / 2)];
        OnnxModel compressed = model.Clone();
        ConvolutionRewriter.ReplaceKernel(compressed.Graph, layers[0].Weight, kernel);
        Recorder begun = new() { Wants = layer => layer > 0 };
        SequentialCalibration.Run(model, layers, inputs, 1, begun, compressed);
        Dictionary<int, CrossMoments> changed = Run(model, inputs, layer => layer == 0 ? new RefittedKernel(kernel, []) : null);
        Assert.Equal([1, 2], begun.Moments.Keys);
        AssertNear(changed[1].MeanX, begun.Moments[1].MeanX);
        AssertNear(changed[1].MeanY, begun.Moments[1].MeanY);
    }

    [Fact]
    public void The_number_of_threads_leaves_no_trace()
    {
        OnnxModel model = SteppedModels.Get("residual");
        NetworkInputs inputs = SteppedModels.Noise(model, 40, 16);
        double[][] Numbers(int threads) => BoundedWork.Run(threads, () => Run(model, inputs, layer => null).Values
            .Select(moments => (double[])[moments.Count, moments.EnergyY, .. moments.MeanX, .. moments.MeanY, .. moments.S.Data, .. moments.C.Data]).ToArray());
        double[][] one = Numbers(1);
        Assert.Equal(one, Numbers(2));
        Assert.Equal(one, Numbers(5));
    }

    [Fact]
    public void A_projection_is_that_of_the_patches()
    {
        OnnxModel model = SteppedModels.Get("residual");
        NetworkInputs inputs = SteppedModels.Noise(model, 3, 16);
        CrossMoments whole = Run(model, inputs)[1];
        Matrix projection = SeededMatrices.Uniform(12 * 9, 5, seed: 1);
        Recorder recorder = new() { Wants = layer => layer == 1, Project = _ => projection };
        SequentialCalibration.Run(model, SteppedModels.Layers(model), inputs, 1, recorder);
        CrossMoments projected = Assert.Single(recorder.Moments).Value;
        Matrix transposed = projection.Transpose();
        AssertNear(MatrixProduct.Multiply(MatrixProduct.Multiply(transposed, whole.S), projection).Data, projected.S.Data);
        AssertNear(MatrixProduct.Multiply(transposed, whole.C).Data, projected.C.Data);
        AssertNear(MatrixProduct.Multiply(transposed, Column(whole.MeanX)).Data, projected.MeanX);
        AssertNear(whole.MeanY, projected.MeanY);
    }

    [Fact]
    public void Wide_patches_need_a_projection()
    {
        OnnxModel model = new GraphBuilder().Input("image", "batch", 3, 4, 4).Conv(134, 1).Conv(2, 3).Output("map").Build();
        IReadOnlyList<NetworkLayer> layers = SteppedModels.Layers(model);
        NetworkInputs inputs = SteppedModels.Noise(model, 2, 4);
        Recorder recorder = new() { Project = layer => layer == 1 ? SeededMatrices.Uniform(134 * 9, 4, seed: 1) : null };
        SequentialCalibration.Run(model, layers, inputs, 1, recorder);
        Assert.Equal((4, 2), (recorder.Moments[1].C.Rows, recorder.Moments[1].C.Columns));
        Assert.Equal(2 * 4, recorder.Moments[1].Count);
        Assert.Throws<ArgumentException>(() => SequentialCalibration.Run(model, layers, inputs, 1, new Recorder()));
        Assert.Throws<ArgumentException>(() => SequentialCalibration.Run(model, layers, inputs, 1, new Recorder { Project = _ => new Matrix(5, 5) }));
    }

    [Fact]
    public void Samples_that_are_not_finite_are_left_out()
    {
        // The logarithm of a negative number is NaN; of the four numbers three are finite.
        OnnxModel model = new GraphBuilder().Input("image", "batch", 1, 2, 2).Node("Log").Conv(1, 1, inChannels: 1).Output("map").Build();
        CrossMoments some = Assert.Single(Run(model, SteppedModels.Images(model, [1, 1, -1, 1], 1, 1, 2, 2))).Value;
        Assert.Equal(3, some.Count);
        Assert.Equal([0.0], some.MeanX);
        CrossMoments none = Assert.Single(Run(model, SteppedModels.Images(model, [-1, -1, -1, -1], 1, 1, 2, 2))).Value;
        Assert.Equal(0, none.Count);
        Assert.Equal([0.0], none.S.Data);
    }

    [Fact]
    public void Layers_are_asked_in_the_order_of_execution_and_progress_is_told()
    {
        OnnxModel model = SteppedModels.Get("all kinds");
        IReadOnlyList<NetworkLayer> layers = SteppedModels.Layers(model);
        NetworkInputs inputs = SteppedModels.Noise(model, 2, 12);
        List<(int Done, int Total)> told = [];
        Recorder recorder = new();
        SequentialCalibration.Run(model, layers, inputs, 1, recorder, progress: (done, total) => told.Add((done, total)));
        Assert.Equal(["first", "pointwise", "plain"], recorder.Moments.Keys.Select(layer => layers[layer].Name));
        Assert.Equal([(1, 3), (2, 3), (3, 3)], told);

        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => SequentialCalibration.Run(model, layers, inputs, 1, recorder, cancellation: source.Token));
    }

    private static Dictionary<int, CrossMoments> Run(OnnxModel model, NetworkInputs inputs, Func<int, RefittedKernel?> refit) =>
        Run(model, inputs, (layer, _) => refit(layer));

    private static Dictionary<int, CrossMoments> Run(OnnxModel model, NetworkInputs inputs, Func<int, CrossMoments, RefittedKernel?>? refit = null)
    {
        Recorder recorder = new() { Fit = refit ?? ((_, _) => null) };
        SequentialCalibration.Run(model, SteppedModels.Layers(model), inputs, seed: 1, recorder);
        return recorder.Moments;
    }

    private static Matrix Kernel(NetworkLayer layer)
    {
        int rows = layer.Shape!.Value.OutputChannels;
        return new Matrix(rows, layer.Kernel.Length / rows, [.. layer.Kernel.Select(number => (double)number)]);
    }

    private static Matrix Column(double[] numbers) => new(numbers.Length, 1, numbers);

    // The networks compute in float32.
    private static void AssertNear(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-5 * Math.Max(1e-3, largest));
        }
    }

    private sealed class Recorder : ILayerRefit
    {
        public Func<int, bool> Wants { get; init; } = _ => true;

        public Func<int, Matrix?> Project { get; init; } = _ => null;

        public Func<int, CrossMoments, RefittedKernel?> Fit { get; init; } = (_, _) => null;

        public Dictionary<int, CrossMoments> Moments { get; } = [];

        public bool WantsSamples(int layer) => Wants(layer);

        public Matrix? Projection(int layer) => Project(layer);

        public RefittedKernel? Refit(int layer, CrossMoments moments, bool isDraft)
        {
            Moments[layer] = moments;
            return Fit(layer, moments);
        }
    }
}
