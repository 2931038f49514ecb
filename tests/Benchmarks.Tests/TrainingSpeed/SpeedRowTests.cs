using RsdtrEdge.Benchmarks.TrainedNetworks;
using RsdtrEdge.Benchmarks.TrainingSpeed;
using RsdtrEdge.Benchmarks.TrainingSpeed.Torch;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Benchmarks.Tests.TrainingSpeed;

public sealed class SpeedRowTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_row_has_poolings()
    {
        SpeedRow row = Assert.Single(SpeedRow.All, row => row.Drawn is not null);
        Assert.Equal("vgg16-w16-original", row.Name);
        Assert.Equal(new TrainedNetwork("vgg16", 16), row.Drawn);
        Assert.False(row.TakesMemory);
    }

    [Fact]
    public void A_drawn_network_is_what_is_fine_tuned_and_goes_to_the_other_side()
    {
        TrainedNetwork narrow = new("vgg16", 1);
        OnnxModel network = OnnxModelFile.Load(SpeedRunner.Draw(narrow, _folder.File("network.onnx")));

        // Thirteen convolutions, each with a Relu, and five poolings; all normalization is folded. What PyTorch's side has functions for.
        Assert.Equal(
            new Dictionary<string, int> { ["Conv"] = 13, ["Relu"] = 13, ["MaxPool"] = 5, ["GlobalAveragePool"] = 1, ["Flatten"] = 1, ["Gemm"] = 1 },
            network.Graph.Nodes.GroupBy(node => node.OpType).ToDictionary(group => group.Key, group => group.Count()));
        Assert.All(network.Graph.Nodes, TorchOperators.Require);
    }
}
