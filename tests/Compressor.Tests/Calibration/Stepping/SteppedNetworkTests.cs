using RsdtrEdge.Compressor.Calibration.Stepping;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Compressor.Tests.Calibration.Stepping;

public sealed class SteppedNetworkTests
{
    [Theory]
    [InlineData("residual")]
    [InlineData("normalized")]
    [InlineData("all kinds")]
    [InlineData("shared weight")]
    [InlineData("branches")]
    [InlineData("shape")]
    [InlineData("subgraph")]
    [InlineData("sequence")]
    public void Step_by_step_a_network_computes_what_it_does_at_once(string name) => AssertComputesTheSame(SteppedModels.Get(name), inputs: 4);

    [SharedTheory]
    [InlineData("cifar10-resnet20")]
    [InlineData("cifar10-resnet20-bn")]
    [InlineData("ultraface-rfb-320")]
    [InlineData("fastestdet")]
    [InlineData("super-resolution-espcn")]
    public void Step_by_step_a_real_network_computes_what_it_does_at_once(string name) => AssertComputesTheSame(SteppedModels.Get(name), inputs: 1);

    [Theory]
    [InlineData("residual")]
    [InlineData("shared weight")]
    public void A_changed_layer_is_what_runs(string name)
    {
        OnnxModel model = SteppedModels.Get(name);
        NetworkLayer[] stops = SteppedModels.Stops(model);
        OnnxModel changed = model.Clone();
        using InferenceSession session = ModelRunner.Load(model);
        NetworkInputs inputs = NetworkInputs.Synthetic(session, 2, seed: 1);
        using SteppedNetwork network = Create(model, stops, inputs);
        foreach (int stop in (int[])[0, 1])
        {
            float[] kernel = [.. stops[stop].Kernel.Select(number => 0.5f - number)];
            float[] shift = [.. Enumerable.Range(0, stops[stop].Shape!.Value.OutputChannels).Select(t => 0.1f * t)];
            network.AdvanceTo(stop);
            network.SetKernel(stop, kernel, shift);
            ConvolutionRewriter.ShiftBias(changed.Graph, stops[stop].Weight, shift);
            ConvolutionRewriter.ReplaceKernel(changed.Graph, stops[stop].Weight, kernel);
        }

        network.AdvanceTo(stops.Length);
        AssertOutputs(changed, inputs, network);
        // The network that was given is as it was.
        Assert.Equal(stops[0].Kernel, TensorReader.ToFloats(model.Graph.Initializer(stops[0].Weight)!));
    }

    [Fact]
    public void Stops_may_be_passed_over()
    {
        OnnxModel model = SteppedModels.Get("residual");
        NetworkLayer[] stops = SteppedModels.Stops(model);
        using InferenceSession session = ModelRunner.Load(model);
        NetworkInputs inputs = NetworkInputs.Synthetic(session, 2, seed: 1);
        using SteppedNetwork network = Create(model, stops, inputs);
        network.AdvanceTo(2);
        network.AdvanceTo(2);
        network.AdvanceTo(5);
        network.AdvanceTo(stops.Length);
        AssertOutputs(model, inputs, network);
    }

    [Fact]
    public void Values_live_as_long_as_something_needs_them()
    {
        OnnxModel model = SteppedModels.Get("branches");
        NetworkLayer[] stops = SteppedModels.Stops(model);
        Assert.Equal(["a", "b", "late", "c", "d"], stops.Select(stop => stop.Name));
        SteppingPlan plan = new(model.Graph, stops, []);
        // All that does not depend on a later layer is there; nothing is kept for the network's outputs.
        string[][] expected = [["image"], ["relu1"], ["relu1", "relu2"], ["late", "relu1", "relu2"], ["joined"]];
        Assert.Equal(expected, Enumerable.Range(0, stops.Length).Select(stop => plan.Live(stop).Order(StringComparer.Ordinal).ToArray()));
        Assert.Empty(plan.Live(stops.Length));
        Assert.Empty(plan.Between(4, 5).Nodes);

        using InferenceSession session = ModelRunner.Load(model);
        using SteppedNetwork network = new(model, stops, NetworkInputs.Synthetic(session, 3, seed: 1), count: 2);
        Assert.Equal(2, network.Inputs);
        network.AdvanceTo(3);
        Assert.Equal(3, network.Values(1).Count());
        Assert.Equal([1L, 4, 8, 8], network.Value("late", 1).Dimensions.AsEnumerable());
        Assert.Throws<KeyNotFoundException>(() => network.Value("b", 1));
    }

    [Fact]
    public void What_is_no_tensor_does_not_live_but_is_made_again()
    {
        OnnxModel model = SteppedModels.Get("sequence");
        SteppingPlan plan = new(model.Graph, SteppedModels.Stops(model), []);
        Assert.Equal(["a", "left"], plan.Live(1).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["ConcatFromSequence", "Conv", "SequenceInsert", "SplitToSequence"],
            plan.Between(1, 2).Nodes.Select(node => node.OpType).Order(StringComparer.Ordinal));
        Assert.Equal(["joined"], plan.Between(1, 2).Outputs);
    }

    [Fact]
    public void A_shortcut_is_told_where_it_is_there_in_time()
    {
        OnnxModel model = SteppedModels.Shortcut();
        SteppingPlan plan = new(model.Graph, SteppedModels.Stops(model), []);
        Assert.Equal([null, "first", null], Enumerable.Range(0, 3).Select(stop => Assert.Single(plan.Sampled(stop)).Shortcut));

        // Both operands come from layers: the second makes up for the first, not the other way round.
        OnnxModel both = new GraphBuilder().Input("image", 1, 3, 6, 6).Conv(4, 1, name: "a").Conv(4, 1, input: "image", name: "b")
            .Node("Add", ["a", "b"], ["sum"]).Conv(2, 1, input: "sum", name: "c").Output("map").Build();
        SteppingPlan second = new(both.Graph, SteppedModels.Stops(both), []);
        Assert.Equal([null, "a", null], Enumerable.Range(0, 3).Select(stop => Assert.Single(second.Sampled(stop)).Shortcut));
    }

    [Fact]
    public void Of_a_shared_weight_all_places_are_sampled_that_are_there()
    {
        OnnxModel model = SteppedModels.Get("shared weight");
        SteppingPlan plan = new(model.Graph, SteppedModels.Stops(model), []);
        Assert.Equal(["one", "two"], plan.Sampled(0).Select(sampled => sampled.Node.Output[0]));
    }

    [Fact]
    public void What_has_run_cannot_change()
    {
        OnnxModel model = SteppedModels.Shortcut();
        NetworkLayer[] stops = SteppedModels.Stops(model);
        using SteppedNetwork network = new(model, stops, SteppedModels.Noise(model, 2, 6));
        network.AdvanceTo(1);
        Assert.Throws<InvalidOperationException>(() => network.SetKernel(0, stops[0].Kernel));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.AdvanceTo(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.AdvanceTo(4));
    }

    [Fact]
    public void A_layer_without_a_bias_gets_none()
    {
        OnnxModel model = new GraphBuilder().Input("image", "batch", 3, 6, 6).Conv(2, 1, bias: false).Output("map").Build();
        NetworkLayer[] stops = SteppedModels.Stops(model);
        using SteppedNetwork network = new(model, stops, SteppedModels.Noise(model, 1, 6));
        Assert.Throws<ArgumentException>(() => network.SetKernel(0, stops[0].Kernel, [1, 2]));
    }

    private static SteppedNetwork Create(OnnxModel model, NetworkLayer[] stops, NetworkInputs inputs) =>
        new(model, stops, inputs, kept: [.. model.Graph.Outputs.Select(output => output.Name)]);

    private static void AssertComputesTheSame(OnnxModel model, int inputs)
    {
        NetworkLayer[] stops = SteppedModels.Stops(model);
        Assert.NotEmpty(stops);
        using InferenceSession session = ModelRunner.Load(model);
        NetworkInputs noise = NetworkInputs.Synthetic(session, inputs, seed: 1);
        using SteppedNetwork network = Create(model, stops, noise);
        for (int stop = 0; stop <= stops.Length; stop++)
        {
            network.AdvanceTo(stop);
        }

        AssertOutputs(model, noise, network);
    }

    private static void AssertOutputs(OnnxModel expected, NetworkInputs inputs, SteppedNetwork network)
    {
        using InferenceSession session = ModelRunner.Load(expected);
        Assert.Equal(inputs.Count, network.Inputs);
        for (int index = 0; index < inputs.Count; index++)
        {
            Assert.Equal(session.Outputs.Length, network.Values(index).Count());
            Dictionary<string, Tensor> fed = inputs.Create(index);
            using TensorSet outputs = session.Run(fed);
            foreach (string name in outputs.Names)
            {
                Assert.Equal(outputs[name].Dimensions.AsEnumerable(), network.Value(name, index).Dimensions.AsEnumerable());
                float[] whole = outputs[name].ToArray<float>();
                float[] stepped = network.Value(name, index).ToArray<float>();
                double largest = whole.Max(number => Math.Abs((double)number));
                Assert.InRange(whole.Zip(stepped, (x, y) => Math.Abs((double)x - y)).Max(), 0, 1e-5 * largest);
            }

            foreach (Tensor tensor in fed.Values)
            {
                tensor.Dispose();
            }
        }
    }
}
