using System.Runtime.InteropServices;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Sessions;
using static RsdtrEdge.Compressor.Onnx.NodeBuilder;

namespace RsdtrEdge.Compressor.Tests.Latency;

/// <summary>ONNX Runtime's own graph, after loading, is what says which nodes run.</summary>
public sealed class FusedNodesTests
{
    // Changes of layout, and views, are not counted as nodes that take time.
    private static readonly HashSet<string> s_uncounted = new(StringComparer.Ordinal) { "ReorderInput", "ReorderOutput", "Reshape", "Flatten" };

    public static TheoryData<string> Graphs => [.. s_graphs.Keys];

    private static readonly Dictionary<string, Func<GraphBuilder>> s_graphs = new()
    {
        ["relu"] = () => Convolution().Relu(),
        ["leaky relu"] = () => Convolution().Node("LeakyRelu", null, null, Float("alpha", 0.2f)),
        ["sigmoid"] = () => Convolution().Sigmoid(),
        ["tanh"] = () => Convolution().Node("Tanh"),
        ["hard sigmoid"] = () => Convolution().Node("HardSigmoid"),
        ["clip"] = () => Convolution().Weight("low", [], 0).Weight("high", [], 6).Node("Clip", ["conv1", "low", "high"]),
        ["elu"] = () => Convolution().Node("Elu"),
        ["two activations"] = () => Convolution().Sigmoid().Node("Tanh"),
        ["depthwise"] = () => Convolution().Conv(16, 3, pads: 1, group: 16).Relu(),
        ["swish"] = () => Convolution().Sigmoid().Node("Mul", ["sigmoid1", "conv1"]),
        ["normalization"] = () => Convolution().BatchNormalization().Relu(),
        ["sum"] = () => Convolution().Relu().Conv(16, 3, pads: 1).Add("relu1").Relu(),
        ["sum of two convolutions"] = () => Convolution().Relu().Conv(16, 3, pads: 1, name: "a").Conv(16, 1, input: "relu1", name: "b").Add("a").Relu(),
        ["bias"] = () => Convolution().RandomWeight("b", 16, 1, 1).Node("Add", ["conv1", "b"]).Relu(),
        ["bias first"] = () => Convolution().RandomWeight("b", 1, 16, 1, 1).Node("Add", ["b", "conv1"]).Relu(),
        ["no bias"] = () => Convolution().RandomWeight("b", 16, 8, 8).Node("Add", ["conv1", "b"]).Relu(),
        ["matrix"] = () => new GraphBuilder().Input("x", 3, 8).MatMulAdd(8, 4).Relu(),
        ["matrices"] = () => new GraphBuilder().Input("x", 2, 3, 8).MatMulAdd(8, 4),
        ["gemm"] = () => new GraphBuilder().Input("x", 1, 8).Gemm(8, 4).Relu().Gemm(4, 2).Sigmoid(),
        ["pooling"] = () => Convolution().Relu().MaxPool(2, 2).GlobalAveragePool().Flatten().Gemm(16, 4),
    };

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Nodes_that_take_time_are_those_that_run_without_the_blocked_layout(string graph) =>
        AssertSameCount(graph, GraphOptimization.Extended, fusesSums: false);

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Nodes_that_take_time_are_those_that_run_on_the_blocked_layout(string graph)
    {
        // The blocked layout is x64's.
        if (RuntimeInformation.ProcessArchitecture == Architecture.X64)
        {
            AssertSameCount(graph, GraphOptimization.All, fusesSums: true);
        }
    }

    private static GraphBuilder Convolution() => new GraphBuilder().Input("x", 1, 16, 8, 8).Conv(16, 3, pads: 1);

    private static void AssertSameCount(string graph, GraphOptimization optimization, bool fusesSums)
    {
        OnnxModel model = s_graphs[graph]().Output("y").Build();
        string[] run = [.. ModelRunner.Optimized(model, optimization).Node.Select(node => node.OpType).Where(type => !s_uncounted.Contains(type))];
        string[] timed = [.. NetworkLatency.Predict(model, new CountingMachine(fusesSums)).Nodes.Select(node => node.OpType)];
        Assert.True(run.Length == timed.Length, $"ONNX Runtime runs {string.Join(", ", run)}; timed are {string.Join(", ", timed)}.");
    }
}
