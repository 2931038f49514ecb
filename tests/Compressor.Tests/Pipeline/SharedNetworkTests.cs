using System.Text.Json;
using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Compressor.Tests.Pipeline;

/// <summary>Real networks, whole.</summary>
public sealed class SharedNetworkTests
{
    [SharedTheory]
    [InlineData("cifar10-resnet20")]
    [InlineData("cifar10-resnet32")]
    [InlineData("cifar10-resnet56")]
    public void The_papers_method_stores_what_the_authors_program_does(string name)
    {
        OnnxModel source = Load(name);
        CompressionResult result = Paper(source, 0.5);

        using JsonDocument reference = JsonDocument.Parse(File.ReadAllBytes(RepositoryLayout.Shared("reference", "rsdtr-reference.json")));
        Dictionary<string, long> storage = reference.RootElement.GetProperty($"{name}@0.5").GetProperty("layers").EnumerateArray()
            .ToDictionary(row => row.GetProperty("node").GetString()!, row => row.GetProperty("storage").GetInt64());
        Dictionary<string, long> found = result.Report.Layers.Where(layer => layer.Family == "ring").ToDictionary(layer => layer.Name, layer => layer.Parameters);

        Assert.Equal(storage.Keys.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Assert.True(found.Values.Sum() <= 1.005 * storage.Values.Sum(), $"{found.Values.Sum()} > {storage.Values.Sum()} + 0.5 %");
        Assert.Equal(Verdict.Met, result.Report.Verdict);
        // What is stored beside the rings is what was stored beside their kernels.
        long kernels = result.Report.Layers.Where(layer => layer.Family == "ring").Sum(layer => layer.Shape.Aggregate(1L, (product, size) => product * size));
        Assert.Equal(ModelCost.Measure(source).Parameters - kernels + found.Values.Sum(), ModelCost.Measure(result.Model!).Parameters);
    }

    [SharedFact]
    public void The_written_cores_multiply_to_the_kernels_that_the_network_computes_with()
    {
        OnnxModel source = Load("cifar10-resnet20");
        CompressionResult result = Paper(source, 0.5);
        OnnxModel dense = Canonicalizer.Run(source).Model.Clone();
        foreach (LayerReport layer in result.Report.Layers.Where(layer => layer.Family == "ring"))
        {
            string weight = dense.Graph.Nodes.Single(node => node.Name == layer.Name).Input[1];
            ConvolutionRewriter.ReplaceKernel(dense.Graph, weight, WrittenCores.Multiply(result.Model!.Graph, weight, layer));
        }

        Assert.InRange(ModelRunner.LargestRelativeDifference(dense, result.Model!, seed: 1, 2, 3, 32, 32), 0, 1e-4);
    }

    [SharedTheory]
    [InlineData("cifar10-resnet20", 3, 32, 32)]
    [InlineData("cifar10-resnet20-bn", 3, 32, 32)]
    [InlineData("ultraface-rfb-320", 3, 240, 320)]
    [InlineData("fastestdet", 3, 352, 352)]
    [InlineData("super-resolution-espcn", 1, 224, 224)]
    public void At_relative_error_0_a_network_computes_what_the_original_does(string name, long channels, long height, long width)
    {
        OnnxModel source = Load(name);
        CompressionResult result = Paper(source, 0);
        // ONNX Runtime refuses files of the first format versions; their canonical form computes the same.
        Assert.InRange(ModelRunner.LargestRelativeDifference(Canonicalizer.Run(source).Model, result.Model!, seed: 2, 1, channels, height, width), 0, 1e-4);
    }

    [SharedTheory]
    [InlineData("cifar10-resnet20-bn", "60%", "60%")]
    [InlineData("ultraface-rfb-320", "70%", null)]
    [InlineData("fastestdet", "70%", null)]
    [InlineData("super-resolution-espcn", "70%", "70%")]
    public void Real_networks_meet_a_budget(string name, string parameters, string? flops)
    {
        OnnxModel source = Load(name);
        CompressionResult result = ModelCompressor.Compress(source, new CompressionOptions { Budget = Budgets.OfOptions(parameters, flops) });

        Assert.Empty(result.Diagnostics);
        Assert.Equal(Verdict.Met, result.Report.Verdict);
        Assert.InRange(result.Report.After.Parameters, 1, result.Report.Budget!.Parameters!.Value);
        Assert.InRange(result.Report.After.Flops!.Value, 1, result.Report.Budget.Flops ?? long.MaxValue);
        Assert.Equal(
            Canonicalizer.Run(source).Model.Graph.Nodes.Where(node => node.OpType is "Conv" or "Gemm").Select(node => node.Name.Length > 0 ? node.Name : node.Output[0]),
            result.Report.Layers.Select(layer => layer.Name));
        Assert.All(result.Report.Layers, layer => Assert.Equal(layer.Family == "dense", layer.Reason is not null));

        using InferenceSession before = ModelRunner.Load(Canonicalizer.Run(source).Model);
        using InferenceSession after = ModelRunner.Load(result.Model!);
        Assert.Equal(before.Inputs.Select(value => value.ToString()), after.Inputs.Select(value => value.ToString()));
        Assert.Equal(before.Outputs.Select(value => value.ToString()), after.Outputs.Select(value => value.ToString()));
        Assert.Equal(source.Proto.Graph.Output.Select(output => output.Name), result.Model!.Proto.Graph.Output.Select(output => output.Name));
    }

    private static OnnxModel Load(string name) => OnnxModelFile.Load(RepositoryLayout.Shared("models", $"{name}.onnx"));

    private static CompressionResult Paper(OnnxModel source, double error) => ModelCompressor.Compress(
        source, new CompressionOptions { Budget = Budgets.None, Method = CompressionMethod.Paper, RelativeError = error });
}
