using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Pipeline;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Runtime.Profiles.Networks;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Compressor.Tests.Latency;

public sealed class NetworkRestTests
{
    [Fact]
    public void The_stages_are_counted_by_shape()
    {
        NetworkRest network = Of(new GraphBuilder().Input("x", "batch", 4, 8, 8)
            .Conv(4, 3, pads: 1).Relu().Conv(4, 3, pads: 1).MaxPool(2, 2).GlobalAveragePool().Flatten().Gemm(4, 10).Output("y").Build())!;
        Assert.Equal<StageCount>(
            [
                new StageCount(new StageShape(StageKind.Convolution, 4, 4, 1, 3, 3, 1, 1, 1, 1, 8, 8, 8, 8), 2),
                new StageCount(new StageShape(StageKind.FullyConnected, 4, 10, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), 1),
            ],
            network.Stages);
    }

    [Fact]
    public void Products_of_maps_and_transposed_convolutions_are_rest() => Assert.Empty(Of(
        new GraphBuilder().Input("a", 2, 3, 4).Input("b", 2, 4, 3).Input("x", 1, 2, 4, 4).RandomWeight("w", 2, 3, 3, 3)
            .Node("MatMul", ["a", "b"]).Output("y").Node("ConvTranspose", ["x", "w"]).Output("z").Build())!.Stages);

    [Theory]
    [InlineData("80%")]
    [InlineData("40%")]
    public void What_a_network_is_compressed_to_has_its_rest(string parameters)
    {
        OnnxModel original = SmallNetworks.Residual();
        OnnxModel compressed = ModelCompressor.Compress(original, new CompressionOptions { Budget = Budgets.OfOptions(parameters), Threads = 1 }).Model!;
        NetworkRest before = Of(original)!, after = Of(compressed)!;
        Assert.Equal(before.Name, after.Name);
        Assert.Equal(before.Name, Of(Canonicalizer.Run(original).Model)!.Name);
        Assert.True(after.Stages.Sum(stage => stage.Count) > before.Stages.Sum(stage => stage.Count));
    }

    [Fact]
    public void A_bias_that_is_written_behind_its_convolution_is_no_rest()
    {
        OnnxModel behind = new GraphBuilder().Input("x", 1, 4, 8, 8).RandomWeight("w", 6, 4, 3, 3).RandomWeight("b", 6, 1, 1)
            .Node("Conv", ["x", "w"], ["c"]).Node("Add", ["c", "b"], ["s"]).Node("Relu", ["s"], ["y"]).Output("y").Build();
        OnnxModel within = new GraphBuilder().Input("x", 1, 4, 8, 8).RandomWeight("w", 6, 4, 3, 3).RandomWeight("b", 6)
            .Node("Conv", ["x", "w", "b"], ["s"]).Node("Relu", ["s"], ["y"]).Output("y").Build();
        Assert.Equal(Of(within)!.Name, Of(behind)!.Name);
        Assert.Equal(Of(within)!.Name, Of(Canonicalizer.Run(behind).Model)!.Name);
        Assert.Equal(
            NetworkLatency.Predict(within, new CountingMachine { Rest = 7 }).Milliseconds, NetworkLatency.Predict(behind, new CountingMachine { Rest = 7 }).Milliseconds);
    }

    [Fact]
    public void The_join_of_filters_that_run_one_by_one_is_no_rest_and_takes_time()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 4, 8, 8).Conv(6, 3, pads: 1, name: "conv").Relu().Output("y").Build();
        string name = Of(model)!.Name;
        ConvolutionRewriter.Rewrite(model.Graph, "conv.weight", SeededFactors.Branches(new KernelShape(6, 4, 3, 3), new BranchSize(8, 2), seed: 1));
        NetworkRest network = Of(model)!;
        Assert.Equal(name, network.Name);
        Assert.Equal([1, 1, 2], network.Stages.Select(stage => stage.Count).Order());

        // Of each node 1000; of the join 16 channels that are read and written; the rest of 7 is as it was timed.
        Assert.Equal((5 * 1000) + (64 * (32 + 144 + 96)) + (2 * 16 * 64 * sizeof(float)) + 7, 1000 * NetworkLatency.Predict(model, new CountingMachine { Rest = 7 }).Milliseconds);
    }

    [Fact]
    public void Joined_maps_of_a_network_are_rest()
    {
        static string Rest(string second) => Of(new GraphBuilder().Input("x", 1, 4, 8, 8).Input("z", 1, 4, 8, 8).RandomWeight("w", 4, 1, 3, 3)
            .Node("Conv", ["x", "w"], ["a"], NodeBuilder.Int("group", 4)).Node("Conv", [second, "w"], ["b"], NodeBuilder.Int("group", 4))
            .Node("Concat", ["a", "b"], ["y"], NodeBuilder.Int("axis", 1)).Output("y").Build())!.Name;
        Assert.NotEqual(Rest("x"), Rest("z"));
    }

    [Fact]
    public void Other_maps_or_nodes_make_another_rest()
    {
        static GraphBuilder Graph(int size) => new GraphBuilder().Input("x", 1, 4, size, size).Conv(4, 3, pads: 1).Relu();
        string[] names = [Of(Graph(8).Output("y").Build())!.Name, Of(Graph(9).Output("y").Build())!.Name, Of(Graph(8).Conv(4, 1).Relu().Output("y").Build())!.Name];
        Assert.Equal(3, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^[0-9a-f]{32}$", name));
    }

    [Fact]
    public void Where_a_stage_has_no_size_there_is_none() =>
        Assert.Null(Of(new GraphBuilder().Input("x", 1, 3, "rows", 8).Conv(4, 3).Output("y").Build()));

    [SharedTheory]
    [InlineData("cifar10-resnet20-bn.onnx")]
    [InlineData("cifar10-resnet20.onnx")]
    [InlineData("fastestdet.onnx")]
    public void A_file_and_its_canonical_form_have_the_same(string name)
    {
        OnnxModel model = OnnxModelFile.Load(RepositoryLayout.Shared("models", name));
        Assert.Equal(Of(model)!.Name, Of(Canonicalizer.Run(model).Model)!.Name);
    }

    private static NetworkRest? Of(OnnxModel model) => NetworkRest.Of(model.Graph, ShapeInference.Infer(model, new ShapeInferenceOptions { OpenBatch = 1 }));
}
