using Google.Protobuf;
using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Rewriting.Loading;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Tests.Common;
using static RsdtrEdge.Compressor.Onnx.NodeBuilder;

namespace RsdtrEdge.Compressor.Tests.Rewriting.Loading;

public sealed class LoadFormTests
{
    private static readonly string[] s_arithmetic = ["Add", "Cast", "Concat", "ConstantOfShape", "Mul", "Reshape", "Transpose"];

    [Fact]
    public void Paddings_that_an_exporter_computes_are_stored()
    {
        OnnxModel model = Padded();
        OnnxModel form = LoadForm.Of(model);
        Assert.Equal(["Conv", "Pad"], form.Graph.Nodes.Select(node => node.OpType));
        // Pairs (0, 0), (0, 0), (0, 0) and (1, 1): first those before each axis, then those behind.
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 1], TensorReader.ToInt64s(form.Graph.Initializer("pads")!));
        Assert.Equal(["conv1.bias", "conv1.weight", "pads"], form.Proto.Graph.Initializer.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        Assert.Equal(0, ModelRunner.LargestRelativeDifference(model, form, seed: 3, 1, 2, 5, 5));
        Assert.True(form.Proto.CalculateSize() < model.Proto.CalculateSize());
    }

    [Fact]
    public void Sequences_stay_sequences()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 2, 5, 5).Conv(3, 3, name: "c").Node("SequenceEmpty", [], ["list"])
            .Node("SequenceInsert", ["list", "c"], ["one"]).Node("ConcatFromSequence", ["one"], ["y"], Int("axis", 1)).Output("y").Build();
        OnnxModel form = LoadForm.Of(model);
        Assert.Equal(model.Graph.Nodes.Select(node => node.OpType), form.Graph.Nodes.Select(node => node.OpType));
        Assert.Equal(0, ModelRunner.LargestRelativeDifference(model, form, seed: 3, 1, 2, 5, 5));
    }

    [Fact]
    public void The_network_itself_stays_as_it_is()
    {
        OnnxModel model = Padded();
        byte[] before = model.Proto.ToByteArray();
        _ = LoadForm.Of(model);
        Assert.Equal(before, model.Proto.ToByteArray());
    }

    [Fact]
    public void A_network_without_anything_of_that_is_not_changed()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 2, 5, 5).Conv(3, 3).Relu().Output("y").Build();
        Assert.Equal(model.Proto, LoadForm.Of(model).Proto);
    }

    [Fact]
    public void Weights_that_nodes_make_are_made_when_the_network_is_loaded()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 2, 5, 5).RandomWeight("w", 3, 18).Int64s("sizes", 3, 2, 3, 3).Node("Reshape", ["w", "sizes"], ["kernel"])
            .Node("Conv", ["x", "kernel"], ["y"]).Output("y").Build();
        Assert.Equal(model.Proto, LoadForm.Of(model).Proto);
    }

    [Fact]
    public void A_constant_that_is_an_output_stays_one()
    {
        OnnxModel model = new GraphBuilder().Input("x", 4).Int64s("a", 2, 3).Int64s("b", 5, 7).Node("Mul", ["a", "b"], ["c"]).Output("c")
            .Node("Relu", ["x"], ["y"]).Output("y").Build();
        Assert.Equal(model.Proto, LoadForm.Of(model).Proto);
    }

    [Fact]
    public void Many_integers_stay_what_makes_them()
    {
        // The list would take more of the file than its making does.
        OnnxModel model = new GraphBuilder().Input("x", 5, 4).Int64s("size", 1000).Node("ConstantOfShape", ["size"], ["many"], Tensor("value", TensorBuilder.Int64s("", 3)))
            .Node("Gather", ["x", "many"], ["y"]).Output("y").Build();
        Assert.Equal(model.Proto, LoadForm.Of(model).Proto);
    }

    [Fact]
    public void Equal_scalars_are_stored_once_and_others_are_not()
    {
        GraphBuilder builder = new GraphBuilder().Input("x", 1, 2, 5, 5).Weight("low1", [], 0).Weight("high1", [], 6).Weight("low2", [], 0).Weight("high2", [], 4)
            .Weight("vector1", [1], 6).Weight("vector2", [1], 6).Int64s("axis1", 1).Int64s("axis2", 1);
        OnnxModel model = builder.Node("Clip", ["x", "low1", "high1"], ["a"]).Node("Clip", ["a", "low2", "high2"], ["b"]).Node("Mul", ["b", "vector1"], ["c"])
            .Node("Mul", ["c", "vector2"], ["d"]).Node("Unsqueeze", ["d", "axis1"], ["e"]).Node("Squeeze", ["e", "axis2"], ["y"]).Output("y").Build();
        OnnxModel form = LoadForm.Of(model);
        // A vector of one element is a parameter, and the report counts those.
        Assert.Equal(["low1", "high1", "high2", "vector1", "vector2", "axis1"], form.Proto.Graph.Initializer.Select(tensor => tensor.Name));
        Assert.Equal(["low1", "low1", "axis1", "axis1"], [form.Graph.Nodes[0].Input[1], form.Graph.Nodes[1].Input[1], form.Graph.Nodes[4].Input[1], form.Graph.Nodes[5].Input[1]]);
        Assert.Equal(ModelCost.Measure(model).Parameters, ModelCost.Measure(form).Parameters);
        Assert.Equal(0, ModelRunner.LargestRelativeDifference(model, form, seed: 4, 1, 2, 5, 5));
    }

    [Fact]
    public void A_scalar_that_a_subgraph_reads_keeps_its_name()
    {
        GraphProto Branch(string name) => new GraphBuilder().Node("Add", ["x", name], ["sum"]).Output("sum").Graph;
        GraphBuilder builder = new GraphBuilder().Input("x", 4).Weight("one", [], 1).Weight("again", [], 1).Node("ReduceSum", ["x"], ["total"], Int("keepdims", 0))
            .Node("Greater", ["total", "one"], ["large"]);
        OnnxModel model = builder.Node("If", ["large"], ["y"], Graph("then_branch", Branch("again")), Graph("else_branch", Branch("one"))).Output("y").Build();
        Assert.Equal(model.Proto, LoadForm.Of(model).Proto);
    }

    [SharedTheory]
    [InlineData("cifar10-resnet20")]
    [InlineData("cifar10-resnet56")]
    public void ONNX_Runtimes_basic_rewrites_find_nothing_left_to_do(string name)
    {
        OnnxModel canonical = Canonicalizer.Run(OnnxModelFile.Load(RepositoryLayout.Shared("models", $"{name}.onnx"))).Model;
        OnnxModel form = LoadForm.Of(canonical);
        Assert.Contains(canonical.Graph.Nodes, node => node.OpType is "Cast" or "ConstantOfShape");
        Assert.DoesNotContain(form.Graph.Nodes, node => s_arithmetic.Contains(node.OpType) && form.Graph.IsConstant(node));
        GraphProto basic = ModelRunner.Optimized(form, GraphOptimization.Basic);
        Assert.Equal(form.Graph.Nodes.Select(node => node.Name).Order(StringComparer.Ordinal), basic.Node.Select(node => node.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            form.Proto.Graph.Initializer.Select(tensor => tensor.Name).Order(StringComparer.Ordinal), basic.Initializer.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        Assert.Equal(0, ModelRunner.LargestRelativeDifference(canonical, form, seed: 5, 1, 3, 32, 32));
    }

    [Fact]
    public void What_ONNX_Runtime_rewrote_on_this_machine_runs_without_being_rewritten()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("model.board.onnx");
        OnnxModel model = new GraphBuilder().Input("x", 1, 3, 8, 8).Conv(32, 3, pads: 1).Relu().Conv(32, 1).Relu().Output("y").Build();
        ConvolutionRewriter.Rewrite(model.Graph, "conv2.weight", SeededFactors.Pair(outputs: 32, inputs: 32, rank: 16, seed: 9));
        float[] expected = ModelRunner.Run(model, seed: 6, 1, 3, 8, 8)["y"];
        InferenceSession.Load(model.Proto.ToByteArray(), new SessionOptions { IntraOpThreads = 1, OptimizedModelPath = path, LogSeverity = LogSeverity.Fatal }).Dispose();
        using EdgeModel board = EdgeModel.Load(path, new EdgeModelOptions { Session = new SessionOptions { IntraOpThreads = 1, Optimization = GraphOptimization.None } });
        Assert.Equal(expected, board.Run(ModelRunner.Noise(6, 3 * 8 * 8)).ToArray());
    }

    // As PyTorch exports torch.nn.functional.pad: sizes behind each other, made pairs, turned, and cast to what they are already.
    private static OnnxModel Padded() => new GraphBuilder().Input("x", 1, 2, 5, 5).Conv(3, 3, pads: 1)
        .Int64s("ends", 0, 0, 0, 0, 0, 0).Int64s("two", 2).Node("ConstantOfShape", ["two"], ["ones"], Tensor("value", TensorBuilder.Int64s("", 1)))
        .Node("Concat", ["ends", "ones"], ["all"], Int("axis", 0)).Int64s("rows", 4, 2).Node("Reshape", ["all", "rows"], ["pairs"])
        .Node("Transpose", ["pairs"], ["turned"], Ints("perm", 1, 0)).Int64s("flat", -1).Node("Reshape", ["turned", "flat"], ["list"])
        .Node("Cast", ["list"], ["pads"], Int("to", (long)TensorProto.Types.DataType.Int64)).Node("Pad", ["conv1", "pads"], ["y"]).Output("y").Build();
}
