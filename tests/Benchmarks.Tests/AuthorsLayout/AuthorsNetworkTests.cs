using RsdtrEdge.Benchmarks.AuthorsLayout;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Benchmarks.Tests.AuthorsLayout;

public sealed class AuthorsNetworkTests
{
    [Fact]
    public void A_network_of_the_papers_method_runs_in_both_layouts()
    {
        using TemporaryFolder folder = new();
        (string original, string compressed, string report, string authors) =
            (folder.File("original.onnx"), folder.File("compressed.onnx"), folder.File("report.json"), folder.File("authors.onnx"));
        OnnxModelFile.Save(
            new GraphBuilder().Input("x", 1, 3, 16, 16).Conv(12, 3, pads: 1).BatchNormalization().Relu()
                .Conv(16, 3, stride: 2, pads: 1).Relu().Conv(16, 3, pads: 1).Relu().Conv(8, 1).Output("y").Build(), original);
        CompressionResult result = ModelCompressor.Compress(
            OnnxModelFile.Load(original), new CompressionOptions { Budget = Budgets.None, Method = CompressionMethod.Paper, RelativeError = 0.6 });
        OnnxModelFile.Save(result.Model!, compressed);
        ReportFile.Write(result.Report, report);
        Assert.Equal(2, result.Report.Layers.Count(layer => layer.Family == "ring"));

        // The call itself compares the outputs of both.
        ModelCost cost = AuthorsNetwork.Write(original, compressed, report, authors);
        Assert.Equal((result.Report.After.Parameters, result.Report.After.Macs), (cost.Parameters, cost.Macs));
        Assert.Equal(4, OnnxModelFile.Load(authors).Graph.Nodes.Count(node => node.OpType == "Reshape"));
    }
}
