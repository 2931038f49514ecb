using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Pipeline;

/// <summary>Budgets in which nothing limits a figure that layers share: no reason to lose anything.</summary>
public sealed class UncountedLimitsTests
{
    [Theory]
    [InlineData(true, "\"50%\"")]
    [InlineData(true, "1000")]
    [InlineData(false, "\"50%\"")]
    [InlineData(false, "1000")]
    public void A_limit_on_a_figure_that_is_unknown_leaves_all_layers_dense(bool hasSubgraph, string limit)
    {
        // A percentage of what is unknown is no number, and a number is held against nothing.
        OnnxModel source = hasSubgraph ? Subgraph() : SmallNetworks.AnySize();
        CompressionResult result = Compress(source, $"\"peakActivationBytes\": {limit}");
        Assert.Equal("RSDTR2108", Assert.Single(result.Diagnostics).Descriptor.Id);
        Assert.Equal(Verdict.NotMet, result.Report.Verdict);
        AssertDense(result);
    }

    [Theory]
    [InlineData("\"maxOutputError\": 0.15")]
    [InlineData("\"minAgreement\": 0.97")]
    public void A_limit_on_outputs_alone_leaves_all_layers_dense_where_the_network_cannot_pass_through(string limit)
    {
        // ONNX Runtime has no Add of operator set 6, so that what is written is the canonical form.
        OnnxModel source = new GraphBuilder(opset: 6, seed: 17).Input("image", 1, 8, 8, 8)
            .Conv(16, 3, pads: 1, bias: false).RandomWeight("shift", 16)
            .Node("Add", ["conv1", "shift"], ["shifted"], NodeBuilder.Int("broadcast", 1), NodeBuilder.Int("axis", 1))
            .Relu().Conv(16, 3, pads: 1, inChannels: 16).Output("map").Build();
        CompressionResult result = Compress(source, limit);
        Assert.Equal("RSDTR2107", Assert.Single(result.Diagnostics).Descriptor.Id);
        Assert.Equal(Verdict.Met, result.Report.Verdict);
        AssertDense(result);
        Assert.InRange(result.Report.Receipt!.OutputError!.Value, 0, 1e-6);
    }

    private static void AssertDense(CompressionResult result)
    {
        Assert.All(result.Report.Layers, layer => Assert.Equal("dense", layer.Family));
        Assert.Equal(2, result.Report.Layers.Count);
        Assert.Equal(result.Report.Before.Parameters, result.Report.After.Parameters);
        Assert.Equal((0, 0), (result.Report.Allocation!.Loss, result.Report.Allocation.LossBound));
    }

    private static CompressionResult Compress(OnnxModel source, string limit) =>
        ModelCompressor.Compress(source, new CompressionOptions { Budget = Budgets.OfFile(limit), AllowUnmet = true, Threads = 1 });

    // What is alive inside the branches is not followed, so that the peak is unknown.
    private static OnnxModel Subgraph()
    {
        return new GraphBuilder(seed: 16).Input("image", 1, 8, 8, 8).Weight("zero", [], 0)
            .Node("ReduceMean", ["image"], ["mean"], NodeBuilder.Int("keepdims", 0)).Node("Greater", ["mean", "zero"], ["condition"])
            .Conv(16, 3, pads: 1, input: "image").Conv(16, 3, pads: 1)
            .Node("If", ["condition"], ["map"], NodeBuilder.Graph("then_branch", Branch("Relu")), NodeBuilder.Graph("else_branch", Branch("Abs")))
            .Output("map").Build();

        static GraphProto Branch(string opType)
        {
            GraphProto graph = new() { Name = opType };
            graph.Node.Add(NodeBuilder.Node(opType, opType, ["conv2"], [$"{opType}.out"]));
            graph.Output.Add(GraphBuilder.ValueInfo($"{opType}.out", 1, 16, 8, 8));
            return graph;
        }
    }
}
