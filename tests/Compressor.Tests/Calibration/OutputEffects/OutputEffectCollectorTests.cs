using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Calibration.OutputEffects;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Calibration.Stepping;
using RsdtrEdge.Compressor.Threading;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Calibration.OutputEffects;

public sealed class OutputEffectCollectorTests
{
    private const int Seed = 3;

    [Fact]
    public void A_change_of_a_layer_moves_the_output_as_ONNX_Runtime_says()
    {
        // One output channel: the input factor is the whole form. It has no scale of its own, so two changes are held against each other.
        OnnxModel model = new GraphBuilder(seed: 2).Input("image", 1, 3, 5, 5).Conv(1, 3, pads: 1, bias: false).Output("map").Build();
        NetworkInputs inputs = SteppedModels.Noise(model, 6, 5);
        OutputEffect effect = Collect(model, inputs)[0]!;
        double[] forms = [.. Enumerable.Range(0, 2).Select(change => Form(effect, change))];
        double[] moved = [.. Enumerable.Range(0, 2).Select(change => Moved(model, inputs, change))];
        Assert.Equal(moved[0] / moved[1], forms[0] / forms[1], 1e-4);
    }

    [Fact]
    public void A_channel_that_nothing_reads_has_no_effect()
    {
        // The second convolution reads the first and the third channel.
        OnnxModel model = new GraphBuilder(seed: 1).Input("image", 1, 3, 4, 4).Conv(3, 3, pads: 1)
            .Weight("w", [1, 3, 1, 1], 2, 0, 1).Node("Conv", null, ["y"]).Output("map", "y").Build();
        model.Graph.Nodes[^1].Input.Add("w");
        model.Graph.Changed();
        OutputEffect effect = Collect(model, SteppedModels.Noise(model, 4, 4))[0]!;
        // Gradients are v times (2, 0, 1).
        Assert.Equal(0, effect.Outputs[1, 1]);
        Assert.Equal(4, effect.Outputs[0, 0] / effect.Outputs[2, 2], 1e-5);
        Assert.Equal(2, effect.Outputs[0, 2] / effect.Outputs[2, 2], 1e-5);
    }

    [Fact]
    public void Layers_before_an_operator_without_a_derivative_have_no_effect_that_is_known()
    {
        OnnxModel model = new GraphBuilder(opset: 13, seed: 1).Input("image", 1, 3, 4, 4).Conv(3, 3, pads: 1).Node("Erf").Conv(2, 3).Output("map").Build();
        IReadOnlyList<OutputEffect?> effects = Collect(model, SteppedModels.Noise(model, 4, 4));
        Assert.Null(effects[0]);
        Assert.NotNull(effects[1]);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        OnnxModel model = SteppedModels.Get("residual");
        NetworkInputs inputs = SteppedModels.Noise(model, 5, 16);
        IReadOnlyList<OutputEffect?>[] runs = [.. new[] { 1, 4 }.Select(threads => BoundedWork.Run(threads, () => Collect(model, inputs)))];
        Assert.Contains(runs[0], effect => effect is not null);
        Assert.All(runs[0].Zip(runs[1]), pair =>
        {
            Assert.Equal(pair.First?.Outputs.Data, pair.Second?.Outputs.Data);
            Assert.Equal(pair.First?.Inputs?.Data, pair.Second?.Inputs?.Data);
        });
    }

    [Fact]
    public void Each_input_is_heard_of()
    {
        OnnxModel model = SteppedModels.Get("residual");
        List<(int Done, int Total)> heard = [];
        Collect(model, SteppedModels.Noise(model, 3, 16), (done, total) => heard.Add((done, total)));
        Assert.Equal([(1, 3), (2, 3), (3, 3)], heard);
    }

    private static IReadOnlyList<OutputEffect?> Collect(OnnxModel model, NetworkInputs inputs, Action<int, int>? progress = null)
    {
        IReadOnlyList<NetworkLayer> layers = SteppedModels.Layers(model);
        IReadOnlyList<LayerMoments?> moments = MomentCollector.Collect(model, layers, inputs, Seed, CancellationToken.None);
        return OutputEffectCollector.Collect(model, layers, moments, inputs, Seed, CancellationToken.None, progress);
    }

    private static float[] Change(int change) => [.. Enumerable.Range(0, 27).Select(i => (float)Math.Sin((7 * change) + (i * (change + 1))))];

    private static double Form(OutputEffect effect, int change)
    {
        double[] numbers = [.. Change(change).Select(number => (double)number)];
        return Enumerable.Range(0, 27).Sum(i => Enumerable.Range(0, 27).Sum(j => numbers[i] * effect.Inputs![i, j] * numbers[j]));
    }

    // The sum of <v, what the change alone makes of an input>^2.
    private static double Moved(OnnxModel model, NetworkInputs inputs, int change)
    {
        OnnxModel changed = model.Clone();
        ConvolutionRewriter.ReplaceKernel(changed.Graph, SteppedModels.Layers(model)[0].Weight, Change(change));
        using InferenceSession session = ModelRunner.Load(changed);
        double sum = 0;
        for (int index = 0; index < inputs.Count; index++)
        {
            SeededGenerator generator = new(((long)Seed << 32) + index);
            Dictionary<string, Tensor> tensors = inputs.Create(index);
            using TensorSet outputs = session.Run(tensors, ["map"], CancellationToken.None);
            double product = 0;
            foreach (float number in outputs["map"].AsSpan<float>())
            {
                product += number * generator.NextNormal();
            }

            sum += product * product;
            tensors["image"].Dispose();
        }

        return sum;
    }
}
