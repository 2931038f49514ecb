using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Runtime.Profiles.Networks;
using static RsdtrEdge.Compressor.Onnx.NodeBuilder;

namespace RsdtrEdge.Compressor.Tests.Latency;

public sealed class NetworkLatencyTests
{
    private const double Node = 1000;

    [Fact]
    public void A_small_network_by_hand()
    {
        NetworkLatency latency = Predict(new GraphBuilder().Input("x", "batch", 3, 8, 8)
            .Conv(4, 3, stride: 2, pads: 1).Relu().Conv(4, 3, pads: 1, group: 4, bias: false).GlobalAveragePool().Flatten().Gemm(4, 10).Output("y"));

        // 1728 MACs, 576 and 40; the pooling reads 4 * 16 numbers and writes 4.
        Assert.Equal(["Conv", "Conv", "GlobalAveragePool", "Gemm"], latency.Nodes.Select(node => node.OpType));
        Assert.Equal([Node + 1728, Node + 576, Node + (4 * 68), Node + 40], latency.Nodes.Select(node => node.Microseconds!.Value));
        Assert.Equal((4000 + 1728 + 576 + 272 + 40) / 1000.0, latency.Milliseconds!.Value, 9);

        // 0.3 for what has a kernel of 3 rows, 0.1 for the product; the pooling says nothing.
        Assert.Equal(((0.3 * (2728 + 1576)) + (0.1 * 1040)) / (2728 + 1576 + 1040), latency.RelativeError!.Value, 9);
        Assert.Equal(PredictionKind.Estimated, latency.Nodes[0].Stage!.Value.Kind);
        Assert.Null(latency.Nodes[2].Stage);
        Assert.Empty(latency.Unknowns);
    }

    [Fact]
    public void A_sum_takes_time_unless_the_layout_is_blocked()
    {
        GraphBuilder Graph() => new GraphBuilder().Input("x", 1, 4, 8, 8).Conv(4, 3, pads: 1, name: "a").Relu()
            .Conv(4, 3, pads: 1, name: "b").Add("relu1").Relu().Output("y");

        // 4 * 64 numbers: the sum reads two maps and writes one, the activation behind it one and one.
        double convolutions = 2 * (Node + (64 * 144));
        Assert.Equal((convolutions + (2 * Node) + (5 * 256 * 4)) / 1000, Predict(Graph()).Milliseconds!.Value, 9);
        Assert.Equal(convolutions / 1000, Predict(Graph(), fusesSums: true).Milliseconds!.Value, 9);
    }

    [Theory]
    [InlineData(5000)]
    [InlineData(0)]
    public void What_was_measured_beyond_the_stages_stands_for_all_other_nodes(double rest)
    {
        NetworkLatency latency = NetworkLatency.Predict(
            new GraphBuilder().Input("x", "batch", 3, 8, 8).Conv(4, 3, stride: 2, pads: 1).Relu().Node("Unheard", ["relu1"], ["u"]).Output("z", "u")
                .From("relu1").GlobalAveragePool().Flatten().Gemm(4, 10).Output("y").Build(), new CountingMachine { Rest = rest });

        // 1728 MACs and 40; no node's time is unknown, because the rest was timed with it.
        Assert.Equal(["Conv", "Gemm"], latency.Nodes.Select(node => node.OpType));
        Assert.Equal((Node + 1728 + Node + 40 + rest) / 1000, latency.Milliseconds!.Value, 9);
        Assert.Equal(rest, latency.RestMicroseconds);
        Assert.Empty(latency.Unknowns);
    }

    [Fact]
    public void A_network_that_took_less_than_its_stages_takes_what_was_measured_of_it()
    {
        // The stage 10 us by itself, the network that it is all of 9.
        OnnxModel model = new GraphBuilder().Input("x", 1, 8, 16, 16).Conv(8, 3, pads: 1).Output("y").Build();
        NetworkOutline outline = StageShapes.ListOf(model).Network!;
        StageShape stage = Assert.Single(outline.Stages).Shape;
        StagePredictor machine = new(
            new ThreadTimings
            {
                Threads = 1,
                NodeMicroseconds = 1,
                MebibyteMicroseconds = 1,
                Stages = [new StageTiming(stage, 10)],
                Networks = [new NetworkTiming(outline.Rest, 9, outline.Stages)],
            },
            "p");
        NetworkLatency latency = NetworkLatency.Predict(model, machine);
        Assert.Equal(0.009, latency.Milliseconds!.Value, 12);
        Assert.Equal(9 - 10, latency.RestMicroseconds!.Value, 9);
    }

    [Fact]
    public void What_others_read_too_is_not_fused()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", 1, 4, 8, 8).Conv(4, 1, name: "a").Relu();
        NetworkLatency latency = Predict(graph.Node("Concat", ["relu1", "a"], null, Int("axis", 1)).Output("y"));
        Assert.Equal(["Conv", "Relu", "Concat"], latency.Nodes.Select(node => node.OpType));
        Assert.Equal(Node + (2 * 256 * 4), latency.Nodes[1].Microseconds);
    }

    [Fact]
    public void Kernels_of_nodes_over_initializers_have_the_shape_that_they_fold_to()
    {
        CountingMachine machine = new();
        NetworkLatency latency = NetworkLatency.Predict(
            new GraphBuilder().Input("x", 1, 6, 5, 7).RandomWeight("left", 2, 4).RandomWeight("right", 4, 9).Int64s("shape", 2, 3, 1, 3)
                .Node("MatMul", ["left", "right"], ["product"]).Node("Reshape", ["product", "shape"], ["core"]).Node("Concat", ["core", "core"], ["w"], Int("axis", 0))
                .Node("Conv", ["x", "w"], null, Int("group", 2), Ints("pads", 0, 1, 0, 1)).Output("y").Build(),
            machine);
        Assert.Equal(new StageShape(StageKind.Convolution, 6, 4, 2, 1, 3, 1, 1, 1, 1, 5, 7, 5, 7), Assert.Single(machine.Asked));
        Assert.Equal((Node + (35 * 4 * 3 * 3)) / 1000, latency.Milliseconds);
    }

    [Fact]
    public void Products_of_many_matrices_and_convolutions_of_other_kinds()
    {
        // Two products of 3 x 4 with 4 x 3.
        NetworkLatency products = Predict(new GraphBuilder().Input("a", 2, 3, 4).Input("b", 2, 4, 3).Node("MatMul", ["a", "b"]).Output("y"));
        Assert.Equal((Node + (2 * 36)) / 1000, products.Milliseconds!.Value, 9);

        // A stored matrix takes all rows at once.
        CountingMachine machine = new();
        _ = NetworkLatency.Predict(new GraphBuilder().Input("a", 2, 3, 4).RandomWeight("w", 4, 5).Node("MatMul", ["a", "w"]).Output("y").Build(), machine);
        Assert.Equal(new StageShape(StageKind.FullyConnected, 4, 5, 1, 1, 1, 1, 1, 1, 1, 6, 1, 6, 1), Assert.Single(machine.Asked));

        // One axis: 6 outputs * 4 * 3 * 5 offsets. Three axes: no stage.
        NetworkLatency line = Predict(new GraphBuilder().Input("x", 1, 3, 10).RandomWeight("w", 4, 3, 5).Node("Conv", ["x", "w"]).Output("y"));
        Assert.Equal((Node + (6 * 4 * 15)) / 1000, line.Milliseconds);
        Assert.Null(Predict(new GraphBuilder().Input("x", 1, 3, 4, 4, 4).RandomWeight("w", 4, 3, 3, 3, 3).Node("Conv", ["x", "w"]).Output("y")).Milliseconds);

        // Transposed: 16 positions * 2 * 27, then 32 numbers read and 3 * 9 * 9 written.
        NetworkLatency transposed = Predict(new GraphBuilder().Input("x", 1, 2, 4, 4).RandomWeight("w", 2, 3, 3, 3).Node("ConvTranspose", ["x", "w"], null, Ints("strides", 2, 2)).Output("y"));
        Assert.Equal((Node + (16 * 54) + (4 * (32 + 243))) / 1000, transposed.Milliseconds!.Value, 9);
    }

    [Fact]
    public void What_cannot_be_known_is_null_with_the_reason_and_never_zero()
    {
        AssertUnknown("the shape of 'x' is [1, 3, height, width]", new GraphBuilder().Input("x", 1, 3, "height", "width").Conv(4, 3).Output("y"));
        AssertUnknown("Relu", new GraphBuilder().Input("x", 1, "n").Relu().Output("y"));
        AssertUnknown("Einsum", new GraphBuilder().Input("x", 2, 2).Node("Einsum", ["x", "x"], null, String("equation", "ij,jk->ik")).Output("y"));
        GraphBuilder foreign = new GraphBuilder().Input("x", 1, 4).Node("Mystery");
        foreign.Graph.Node[0].Domain = "com.example";
        AssertUnknown("com.example", foreign.Output("y"));
    }

    [Fact]
    public void Shapes_that_the_file_leaves_open_may_be_given()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 3, "height", "width").Conv(4, 3, pads: 1).Output("y").Build();
        NetworkLatency latency = NetworkLatency.Predict(model, new CountingMachine(), new Dictionary<string, TensorShape> { ["x"] = TensorShape.Of(1, 3, 8, 8) });
        Assert.Equal((Node + (64 * 4 * 27)) / 1000, latency.Milliseconds);
    }

    [Fact]
    public void What_nobody_reads_and_what_is_known_takes_no_time()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", 1, 4, 8, 8).Node("Shape", ["x"], ["s"]).Node("Sigmoid", ["x"]);
        NetworkLatency latency = Predict(graph.Node("Tanh", ["x"], ["unread"]).Node("Reshape", ["sigmoid1", "s"]).Output("y"));
        Assert.Equal(["Sigmoid"], latency.Nodes.Select(node => node.OpType));
    }

    private static void AssertUnknown(string reason, GraphBuilder graph)
    {
        NetworkLatency latency = Predict(graph);
        Assert.Null(latency.Milliseconds);
        Assert.Null(latency.RelativeError);
        Assert.Contains(reason, Assert.Single(latency.Unknowns), StringComparison.Ordinal);
    }

    private static NetworkLatency Predict(GraphBuilder graph, bool fusesSums = false) => NetworkLatency.Predict(graph.Build(), new CountingMachine(fusesSums));
}
