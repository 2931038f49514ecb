using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Tests.Common;
using static RsdtrEdge.Compressor.Onnx.NodeBuilder;

namespace RsdtrEdge.Compressor.Tests.Costs;

public sealed class ModelCostTests
{
    [Fact]
    public void A_small_network_by_hand()
    {
        ModelCost cost = ModelCost.Measure(new GraphBuilder().Input("x", "batch", 3, 8, 8)
            .Conv(4, 3, stride: 2, pads: 1).Relu().Conv(4, 3, pads: 1, group: 4, bias: false).GlobalAveragePool().Flatten().Gemm(4, 10).Output("y").Build());

        // 4x4 outputs: 16 * 4 * 27 = 1728; depthwise 16 * 4 * 9 = 576; 40.
        Assert.Equal([1728L, 576, 40], cost.Layers.Select(layer => layer.Macs!.Value));
        Assert.Equal([112L, 36, 50], cost.Layers.Select(layer => layer.Parameters));
        Assert.Equal(2344, cost.Macs);
        Assert.Equal(4688, cost.Flops);
        Assert.Equal(198, cost.Parameters);
        Assert.Empty(cost.Unknowns);
        Assert.Equal("[4, 3, 3, 3]", cost.Layers[0].KernelShape!.ToString());
        Assert.Equal("[1, 3, 8, 8]", cost.Layers[0].InputShape!.ToString());
        Assert.Equal("[1, 4, 4, 4]", cost.Layers[0].OutputShape!.ToString());
        Assert.Equal(4 * 64, cost.Layers[0].ActivationBytes);

        // The first convolution holds its input and output at once: 4 * (192 + 64) bytes; all later ones less.
        Assert.Equal(1024, cost.PeakActivationBytes);
    }

    [Fact]
    public void An_image_that_has_a_default_costs_what_any_image_does()
    {
        GraphBuilder Network() => new GraphBuilder().Input("x", 1, 3, 8, 8).Conv(4, 3, stride: 2, pads: 1).Relu().GlobalAveragePool().Flatten().Gemm(4, 10).Output("y");
        ModelCost cost = ModelCost.Measure(Network().Build());
        ModelCost withDefault = ModelCost.Measure(Network().RandomWeight("x", 1, 3, 8, 8).Build());
        // 4x4 outputs: 16 * 4 * 27, and 4 * 10.
        Assert.Equal(1768, cost.Macs);
        Assert.Equal(cost.Macs, withDefault.Macs);
        Assert.Equal(cost.Layers.Select(layer => (layer.Name, layer.Macs, layer.Parameters)), withDefault.Layers.Select(layer => (layer.Name, layer.Macs, layer.Parameters)));
    }

    [Fact]
    public void A_tied_kernel_repeated_by_nodes_counts_once_and_costs_nothing_to_build()
    {
        ModelCost cost = ModelCost.Measure(new GraphBuilder().Input("x", 1, 6, 5, 7).RandomWeight("core", 2, 3, 1, 3)
            .Node("Concat", ["core", "core"], ["w"], Int("axis", 0)).RandomWeight("a", 2, 4).RandomWeight("b", 4, 2)
            .Node("MatMul", ["a", "b"], ["merged"]).Node("Conv", ["x", "w"], ["c"], Int("group", 2))
            .Node("Conv", ["x", "w"], ["d"], Int("group", 2)).Node("Add", ["c", "d"], ["y"]).Output("y").Build());
        LayerCost[] layers = [.. cost.Layers];
        Assert.Equal(2, layers.Length);

        // 4 channels * 5 * 5 positions * 3 input channels a group * 3 offsets.
        Assert.All(layers, layer => Assert.Equal(4 * 25 * 9, layer.Macs));
        Assert.Equal([18L, 0], layers.Select(layer => layer.Parameters));
        Assert.Equal(18 + 8 + 8, cost.Parameters);
    }

    [Fact]
    public void Scalars_and_integers_are_no_parameters_and_Constant_nodes_are()
    {
        ModelCost cost = ModelCost.Measure(new GraphBuilder().Input("x", 1, 2).Weight("low", [], 0).Weight("high", [], 6)
            .Node("Clip", ["x", "low", "high"], ["c"]).Node("Constant", [], ["k"], Tensor("value", TensorBuilder.Floats("", [2, 2], [1, 2, 3, 4])))
            .Node("MatMul", ["c", "k"], ["m"]).Reshape(2, 1).Output("y").Build());
        Assert.Equal(4, cost.Parameters);
        Assert.Equal(4, Assert.Single(cost.Layers).Macs);
    }

    [Fact]
    public void Products_of_activations_cost()
    {
        ModelCost cost = ModelCost.Measure(new GraphBuilder(opset: 12).Input("x", 1, 3, 4).Node("Transpose", ["x"], ["t"], Ints("perm", 0, 2, 1))
            .Node("MatMul", ["x", "t"], ["m"]).Node("Einsum", ["x", "m"], ["e"], String("equation", "bij,bik->bjk")).Output("e").Build());
        Assert.Equal([3L * 3 * 4, 3L * 4 * 3], cost.Layers.Select(layer => layer.Macs!.Value));
    }

    [Fact]
    public void A_transposed_convolution_costs_a_kernel_for_each_input_element() =>
        // 2 channels * 4 * 4 inputs, each times 3 outputs * 3 * 3.
        Assert.Equal(2 * 16 * 27, ModelCost.Measure(new GraphBuilder().Input("x", 1, 2, 4, 4).RandomWeight("w", 2, 3, 3, 3)
            .Node("ConvTranspose", ["x", "w"], null, Ints("strides", 2, 2)).Output("y").Build()).Macs);

    [Fact]
    public void What_cannot_be_known_is_null_with_the_reason_and_never_zero()
    {
        ModelCost open = ModelCost.Measure(new GraphBuilder().Input("x", "batch", 3, "height", "width").Conv(4, 3).Output("y").Build());
        Assert.Null(open.Macs);
        Assert.Null(open.Flops);
        Assert.Null(open.PeakActivationBytes);
        Assert.Null(Assert.Single(open.Layers).Macs);
        Assert.Equal(112, open.Parameters);
        Assert.Contains(open.Unknowns, text => text.Contains("Conv 'conv1'", StringComparison.Ordinal));

        GraphBuilder foreign = new GraphBuilder().Input("x", 1, 4).Node("Mystery");
        foreign.Graph.Node[0].Domain = "com.example";
        ModelCost unknown = ModelCost.Measure(foreign.Output("y").Build());
        Assert.Null(unknown.Macs);
        Assert.Contains("com.example", unknown.Unknowns[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Given_input_sizes_make_an_open_network_measurable()
    {
        OnnxModel model = new GraphBuilder().Input("x", "batch", 3, "height", "width").Conv(4, 3).Output("y").Build();
        ModelCost cost = ModelCost.Measure(model, new Dictionary<string, TensorShape> { ["x"] = TensorShape.Of(1, 3, 5, 6) });
        Assert.Equal(3 * 4 * 4 * 27, cost.Macs);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_lives_inside_a_node_is_not_followed_unless_it_is_constant(bool isConstant)
    {
        // 40 bytes go in and 40 come out, which the file declares; the branches make a thousand times as much of them on their way.
        GraphBuilder builder = new GraphBuilder().Input("x", 1, 10).Weight("k", [1, 10], new float[10]).Weight("zero", [], 0).Int64s("copies", 1000, 1);
        string read = isConstant ? "k" : "x";
        builder.Node("ReduceMax", [read], ["most"], Int("keepdims", 0)).Node("Greater", ["most", "zero"], ["condition"])
            .Node("If", ["condition"], ["chosen"], Graph("then_branch", Branch("then")), Graph("else_branch", Branch("else")))
            .Node("Add", ["x", "chosen"], ["y"]).Output("y");
        builder.Graph.ValueInfo.Add(GraphBuilder.ValueInfo("chosen", 1, 10));
        ModelCost cost = ModelCost.Measure(builder.Build());
        Assert.Equal(isConstant ? 80 : null, cost.PeakActivationBytes);
        Assert.Equal(isConstant ? 0 : 1, cost.Unknowns.Count(text => text.Contains("peak of activation memory is unknown: the values inside If 'if1'", StringComparison.Ordinal)));

        GraphProto Branch(string name)
        {
            GraphProto graph = new() { Name = name };
            graph.Node.Add(Node("Tile", $"{name}.tile", [read, "copies"], [$"{name}.many"]));
            graph.Node.Add(Node("ReduceMean", $"{name}.mean", [$"{name}.many"], [$"{name}.out"], Ints("axes", 0)));
            graph.Output.Add(GraphBuilder.ValueInfo($"{name}.out", 1, 10));
            return graph;
        }
    }

    [Fact]
    public void Activation_memory_follows_lifetimes_and_views()
    {
        // x (40 bytes) lives to the Add at the end, because Reshape only views it; a and b (40 each) overlap at Exp.
        ModelCost cost = ModelCost.Measure(new GraphBuilder().Input("x", 1, 10).Node("Relu", ["x"], ["a"]).Node("Exp", ["a"], ["b"])
            .From("x").Reshape(1, 10).Node("Add", ["b", "reshape1"], ["y"]).Output("y").Build());
        Assert.Equal(120, cost.PeakActivationBytes);

        // Without it x dies at Relu: never more than two at once.
        ModelCost chain = ModelCost.Measure(new GraphBuilder().Input("x", 1, 10).Relu().Node("Exp").Node("Log").Output("y").Build());
        Assert.Equal(80, chain.PeakActivationBytes);
    }

    [Fact]
    public void The_bytes_are_those_of_the_file()
    {
        GraphBuilder builder = new GraphBuilder().Input("x", 1, 3, 8, 8).Conv(4, 3).Output("y");
        Assert.Equal(builder.ToBytes().Length, ModelCost.Measure(builder.Build()).Bytes);
    }

    [SharedTheory]
    // 3 -> 16 at 32x32; six 16 -> 16 layers of 2,359,296; 16 -> 32 at half the size 1,179,648 and five of 2,359,296; the same
    // again for 64; and the 640 of the classifier.
    [InlineData("cifar10-resnet20.onnx", 442_368 + (6 * 2_359_296) + (2 * (1_179_648 + (5 * 2_359_296))) + 640)]
    [InlineData("cifar10-resnet20-bn.onnx", 442_368 + (6 * 2_359_296) + (2 * (1_179_648 + (5 * 2_359_296))) + 640)]
    [InlineData("cifar10-resnet32.onnx", 442_368 + (10 * 2_359_296) + (2 * (1_179_648 + (9 * 2_359_296))) + 640)]
    [InlineData("cifar10-resnet56.onnx", 442_368 + (18 * 2_359_296) + (2 * (1_179_648 + (17 * 2_359_296))) + 640)]
    // 5x5 1 -> 64, 3x3 64 -> 64, 3x3 64 -> 32, 3x3 32 -> 9, all at 224x224.
    [InlineData("super-resolution-espcn.onnx", 224 * 224 * ((25 * 64) + (9 * 64 * 64) + (9 * 64 * 32) + (9L * 32 * 9)))]
    public void Shared_models_by_hand(string name, long macs) =>
        Assert.Equal(macs, ModelCost.Measure(OnnxModelFile.Load(RepositoryLayout.Shared("models", name))).Macs);

    [SharedFact]
    public void Parameters_of_ResNet_20_by_hand()
    {
        // Kernels 432 + 6*2304 + 4608 + 5*9216 + 18432 + 5*36864, biases 7*16 + 6*32 + 6*64, classifier 640 + 10.
        const long Expected = 432 + (6 * 2304) + 4608 + (5 * 9216) + 18432 + (5 * 36864) + (7 * 16) + (6 * 32) + (6 * 64) + 650;
        ModelCost cost = ModelCost.Measure(OnnxModelFile.Load(RepositoryLayout.Shared("models", "cifar10-resnet20.onnx")));
        Assert.Equal(Expected, cost.Layers.Sum(layer => layer.Parameters));
        Assert.Equal(Expected, cost.Parameters);
    }

    [SharedFact]
    public void Every_layer_of_the_detectors_is_costed()
    {
        foreach (string name in new[] { "ultraface-rfb-320.onnx", "fastestdet.onnx" })
        {
            ModelCost cost = ModelCost.Measure(OnnxModelFile.Load(RepositoryLayout.Shared("models", name)));
            Assert.Empty(cost.Unknowns);
            Assert.All(cost.Layers.Where(layer => layer.OpType == "Conv"), layer => Assert.True(layer.Macs > 0 && layer.Parameters > 0));
            Assert.True(cost.PeakActivationBytes > 0);
        }
    }
}
