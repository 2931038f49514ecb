using RsdtrEdge.Compressor.Differentiation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Differentiation;

/// <summary>What the graph holds, what it asks for, and what it says of values without a gradient.</summary>
public sealed class GradientGraphTests
{
    [Fact]
    public void It_asks_for_a_vector_of_each_output_and_gives_the_gradients()
    {
        GradientGraph graph = Of(TwoHeads(), "a", "left");
        Assert.Equal(["x", "seed of left", "seed of right"], graph.Model.Graph.Inputs.Select(input => input.Name));
        Assert.Equal(new Dictionary<string, string> { ["left"] = "seed of left", ["right"] = "seed of right" }, graph.SeedOf);
        Assert.Equal(["a", "left"], graph.GradientOf.Keys);
        Assert.Equal(graph.GradientOf.Values, graph.Model.Graph.Outputs.Select(output => output.Name));
        using InferenceSession session = ModelRunner.Load(graph.Model);
        Assert.Equal("[batch,3,4,4]", session.Inputs.Single(input => input.Name == "seed of left").Shape);
    }

    [Fact]
    public void Values_may_be_kept_but_inputs_stay_inputs()
    {
        OnnxModel model = TwoHeads();
        GradientGraph graph = GradientGraph.Of(model, ShapeInference.Infer(model), ["a"], ["right", "x", "left"]);
        Assert.Equal(["right", "left", graph.GradientOf["a"]], graph.Model.Graph.Outputs.Select(output => output.Name));
    }

    [Fact]
    public void The_network_itself_is_not_changed()
    {
        OnnxModel model = TwoHeads();
        byte[] before = Google.Protobuf.MessageExtensions.ToByteArray(model.Proto);
        Of(model, "a", "left");
        Assert.Equal(before, Google.Protobuf.MessageExtensions.ToByteArray(model.Proto));
    }

    [Fact]
    public void Only_what_is_needed_runs()
    {
        // With respect to the last layer nothing has to be computed; the gradient is the vector itself.
        GradientGraph graph = Of(new GraphBuilder().Input("x", "batch", 3, 4, 4).Conv(4, 3, pads: 1).Relu().Conv(2, 1, name: "last").Output("y").Build(), "y");
        Assert.Equal(["Identity"], graph.Model.Graph.Nodes.Select(node => node.OpType));
        Assert.Empty(graph.Model.Proto.Graph.Initializer);

        // Before the first layer nothing is differentiated.
        graph = Of(new GraphBuilder().Input("x", "batch", 3, 4, 4).Conv(4, 3, pads: 1, name: "first").Conv(2, 1).Output("y").Build(), "first");
        Assert.DoesNotContain(graph.Model.Graph.Nodes, node => node.Input.Contains("first.weight"));
    }

    [Fact]
    public void Shapes_of_one_image_do_not_bind_an_open_batch()
    {
        OnnxModel model = TwoHeads();
        GradientGraph graph = GradientGraph.Of(model, ShapeInference.Infer(model, new ShapeInferenceOptions { OpenBatch = 1 }), ["a"]);
        using InferenceSession session = ModelRunner.Load(graph.Model);
        using Tensor x = Tensor.Create<float>(ModelRunner.Noise(1, 5 * 48), 5, 3, 4, 4);
        using Tensor left = Tensor.Create<float>(ModelRunner.Noise(2, 5 * 48), 5, 3, 4, 4);
        using Tensor right = Tensor.Create<float>(ModelRunner.Noise(3, 5 * 2), 5, 2, 1, 1);
        using TensorSet gradients = session.Run(new Dictionary<string, Tensor> { ["x"] = x, ["seed of left"] = left, ["seed of right"] = right });
        Assert.Equal([5L, 4, 4, 4], gradients[graph.GradientOf["a"]].Dimensions.AsEnumerable());
    }

    [Fact]
    public void A_batch_is_differentiated_as_its_images_one_by_one()
    {
        using Differentiated network = new(TwoHeads(), "a", "left");
        float[] x = ModelRunner.Noise(1, 96);
        float[] left = ModelRunner.Noise(2, 96);
        float[] right = ModelRunner.Noise(3, 4);
        Dictionary<string, float[]> together = network.Backward(new() { ["x"] = (x, [2, 3, 4, 4]) }, [(left, [2, 3, 4, 4]), (right, [2, 2, 1, 1])]);
        for (int image = 0; image < 2; image++)
        {
            Dictionary<string, float[]> alone = network.Backward(
                new() { ["x"] = (x[(image * 48)..((image + 1) * 48)], [1, 3, 4, 4]) },
                [(left[(image * 48)..((image + 1) * 48)], [1, 3, 4, 4]), (right[(image * 2)..((image + 1) * 2)], [1, 2, 1, 1])]);
            foreach (string value in (string[])["a", "left"])
            {
                int length = alone[value].Length;
                Assert.All(alone[value].Zip(together[value].Skip(image * length)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
            }
        }
    }

    [Fact]
    public void A_value_that_leads_to_no_output_is_said_to()
    {
        OnnxModel model = new GraphBuilder().Input("x", "batch", 3, 4, 4).Conv(4, 1, name: "dead").Conv(2, 1, input: "x", inChannels: 3, name: "alive")
            .Node("Shape", ["dead"], ["sizes"]).Output("y", "alive").Build();
        GradientGraph graph = Of(model, "dead", "y");
        Assert.Equal(["y"], graph.GradientOf.Keys);
        Assert.Equal(new BlockedPath(null, "no float32 output of the network changes with it"), graph.Unreached["dead"]);
        Assert.Empty(graph.Incomplete);
    }

    [Fact]
    public void What_has_no_derivative_blocks_what_stands_before_it()
    {
        // Erf has no rule. Of b, one path of two passes.
        OnnxModel model = new GraphBuilder().Input("x", "batch", 3, 4, 4)
            .Conv(4, 1, name: "a").Conv(4, 1, name: "b").Node("Erf", ["b"], ["odd"]).Conv(2, 1, input: "b", inChannels: 4, name: "c")
            .Output("first", "odd").Output("second", "c").Build();
        GradientGraph graph = Of(model, "a", "b", "second");
        Assert.Equal(["a", "b", "second"], graph.GradientOf.Keys);
        Assert.Equal(["a", "b"], graph.Incomplete.Keys);
        Assert.Equal("Erf 'erf1' is an operator that has no derivative here", graph.Incomplete["a"].ToString());

        model = new GraphBuilder().Input("x", "batch", 3, 4, 4).Conv(4, 1, name: "a").Node("Erf").Conv(4, 1, inChannels: 4, name: "b").Output("y").Build();
        graph = Of(model, "a", "y");
        Assert.Equal(["y"], graph.GradientOf.Keys);
        Assert.Equal("Erf 'erf1'", graph.Unreached["a"].Node);
    }

    [Fact]
    public void A_subgraph_blocks()
    {
        OnnxModel model = Calibration.Stepping.SteppedModels.Get("subgraph");
        GradientGraph graph = Of(model, "a", "b");
        Assert.Empty(graph.GradientOf);
        Assert.All(graph.Unreached.Values, blocked => Assert.StartsWith("If ", blocked.Node, StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_size_blocks_only_where_it_is_needed()
    {
        // Height and width are open: steps of 2 need them, steps of 1 do not.
        OnnxModel model = new GraphBuilder().Input("x", "batch", 3, "height", "width").Conv(4, 3, stride: 2, name: "a").Conv(2, 3, pads: 1, name: "b").Relu()
            .Conv(2, 3, pads: 1, name: "c").Output("y").Build();
        GradientGraph graph = Of(model, "x", "a", "b");
        Assert.Equal(["a", "b"], graph.GradientOf.Keys);
        Assert.Equal("Conv 'a' has an input of unknown size, and steps", graph.Unreached["x"].ToString());
    }

    [Fact]
    public void A_name_that_the_network_does_not_have_is_refused() => Assert.Throws<ArgumentException>(() => Of(TwoHeads(), "nothing"));

    [Fact]
    public void Names_that_are_taken_are_not_taken_again()
    {
        // A network that has the names which the gradient graph would give.
        OnnxModel model = new GraphBuilder().Input("x", "batch", 3).Input("seed of y", "batch", 3)
            .Node("Mul", ["x", "seed of y"], ["gradient/relu1/Mul"]).Relu().Output("y").Build();
        GradientGraph graph = Of(model, "x", "seed of y");
        Assert.Equal(["x", "seed of y", graph.SeedOf["y"]], graph.Model.Graph.Inputs.Select(input => input.Name));
        using InferenceSession session = ModelRunner.Load(graph.Model);
        Assert.Equal(2, session.Outputs.Length);
    }

    private static GradientGraph Of(OnnxModel model, params string[] values) => GradientGraph.Of(model, ShapeInference.Infer(model), values);

    private static OnnxModel TwoHeads() => new GraphBuilder(seed: 3)
        .Input("x", "batch", 3, 4, 4).Conv(4, 3, pads: 1, name: "a").Relu().Conv(3, 3, pads: 1, name: "b")
        .From("relu1").GlobalAveragePool().Conv(2, 1, input: "globalaveragepool1", inChannels: 4, name: "c")
        .Output("left", "b").Output("right", "c").Build();
}
