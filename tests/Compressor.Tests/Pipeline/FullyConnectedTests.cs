using Google.Protobuf;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Compressor.Tests.Pipeline;

/// <summary>Networks whose parameters are those of fully connected layers.</summary>
public sealed class FullyConnectedTests
{
    [Theory]
    [InlineData("60%", null)]
    [InlineData("35%", null)]
    [InlineData("50%", "60%")]
    public void A_limit_that_only_fully_connected_layers_can_meet_is_met(string parameters, string? flops)
    {
        OnnxModel source = SmallNetworks.Perceptron();
        CompressionResult result = ModelCompressor.Compress(source, new CompressionOptions { Budget = Budgets.OfOptions(parameters, flops), Threads = 1 });

        Assert.True(result.MeetsBudget, string.Join('\n', result.Diagnostics));
        IReadOnlyList<LayerReport> layers = result.Report.Layers;
        Assert.Equal(["conv1", "gemm1", "matmul1", "gemm2"], layers.Select(layer => layer.Name));
        Assert.Equal(["4,3,3,3", "48,64", "40,48", "10,40"], layers.Select(layer => string.Join(',', layer.Shape)));
        LayerReport[] pairs = [.. layers.Skip(1).Where(layer => layer.Family == "pair")];
        Assert.NotEmpty(pairs);
        Assert.All(pairs, layer =>
        {
            Assert.Equal("C|T", layer.Plan);
            Assert.Equal(Assert.Single(layer.Ranks) * (layer.Shape[0] + layer.Shape[1]), layer.Parameters);
            // One row an image.
            Assert.Equal(layer.Parameters, layer.Macs);
        });

        // Four biases (4 + 48 + 40 + 10) are beside the kernels.
        CostFigures figures = CostFigures.Of(ModelCost.Measure(result.Model!));
        Assert.Equal(layers.Sum(layer => layer.Parameters) + 102, figures.Parameters);
        Assert.Equal(layers.Sum(layer => layer.Macs), figures.Macs);
        Assert.Equal((figures.Parameters, figures.Macs), (result.Report.After.Parameters, result.Report.After.Macs));
        // Batches of any size.
        Assert.Equal(30, ModelRunner.Run(result.Model!, seed: 1, 3, 3, 8, 8)["scores"].Length);
    }

    [Fact]
    public void A_weight_of_rank_1_becomes_an_exact_pair()
    {
        // W = u v^T has rank 1: the pair is exact and much smaller.
        float[] weight = [.. Enumerable.Range(0, 20 * 30).Select(at => (1 + (at / 30)) * (float)Math.Cos(at % 30))];
        OnnxModel source = new GraphBuilder().Input("features", "batch", 30).Weight("w", [20, 30], weight).RandomWeight("b", 20)
            .Node("Gemm", ["features", "w", "b"], null, NodeBuilder.Int("transB", 1), NodeBuilder.Float("alpha", 0.5f)).Output("scores").Build();
        CompressionResult result = ModelCompressor.Compress(source, new CompressionOptions { Budget = Budgets.OfOptions("12%"), Threads = 1 });
        Assert.True(result.MeetsBudget, string.Join('\n', result.Diagnostics));
        // 20 + 30 and the bias.
        Assert.Equal(70, result.Report.After.Parameters);
        Assert.InRange(Assert.Single(result.Report.Layers).Error, 0, 1e-5);
        Assert.InRange(ModelRunner.LargestRelativeDifference(source, result.Model!, seed: 2, 4, 30), 0, 1e-4);
    }

    [Fact]
    public void Calibration_data_steers_fully_connected_layers_and_any_number_of_threads_gives_the_same_bytes()
    {
        using TemporaryFolder folder = new();
        string data = Images(folder, 32);
        CompressionResult Run(int threads) => ModelCompressor.Compress(
            SmallNetworks.Perceptron(), new CompressionOptions { Budget = Budgets.OfOptions("60%"), Calibration = data, Threads = threads });
        CompressionResult first = Run(1);
        CompressionResult again = Run(4);
        Assert.True(first.MeetsBudget, string.Join('\n', first.Diagnostics));
        Assert.Equal((InputKinds.Images, 8), (first.Report.Receipt!.Inputs, first.Report.Receipt.Images));
        Assert.Equal(first.Model!.Proto.ToByteArray(), again.Model!.Proto.ToByteArray());
        Assert.Equal(ReportFile.ToJson(first.Report), ReportFile.ToJson(again.Report));
    }

    [Fact]
    public void Data_that_lies_in_few_directions_lets_a_pair_keep_those()
    {
        // All images are one pattern times a number: one direction of the input counts, whatever the weight is.
        using TemporaryFolder folder = new();
        float[] pattern = ModelRunner.Noise(seed: 5, 48);
        string path = folder.File("pattern.npy");
        float[] images = [.. Enumerable.Range(0, 32).SelectMany(image => pattern.Select(number => number * (image - 10)))];
        NpyWriter.Save(path, images, 32, 3, 4, 4);
        OnnxModel source = new GraphBuilder(seed: 15).Input("image", "batch", 3, 4, 4).Flatten().Gemm(48, 40).Output("scores").Build();
        CompressionOptions blind = new() { Budget = Budgets.OfOptions("10%"), Threads = 1 };
        CompressionResult steered = ModelCompressor.Compress(source, blind with { Calibration = path });
        Assert.True(steered.MeetsBudget, string.Join('\n', steered.Diagnostics));
        Assert.InRange(steered.Report.Receipt!.OutputError!.Value, 0, 0.1);
        Assert.InRange(ModelCompressor.Compress(source, blind).Report.Receipt!.OutputError!.Value, 0.5, 1.1);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(null)]
    public void The_papers_method_leaves_them_dense(double? error)
    {
        CompressionResult result = ModelCompressor.Compress(
            SmallNetworks.Perceptron(),
            new CompressionOptions { Budget = Budgets.OfOptions("60%"), Method = CompressionMethod.Paper, RelativeError = error, AllowUnmet = true, Threads = 1 });
        Assert.Equal(Verdict.NotMet, result.Report.Verdict);
        Assert.Equal(PaperPlanner.FirstLayer, result.Report.Layers[0].Reason);
        Assert.All(result.Report.Layers.Skip(1), layer => Assert.Equal(("dense", PaperPlanner.FullyConnected), (layer.Family, layer.Reason)));
    }

    [Fact]
    public void A_limit_on_the_file_is_met()
    {
        CompressionResult result = ModelCompressor.Compress(
            SmallNetworks.Perceptron(), new CompressionOptions { Budget = Budgets.OfFile("\"modelBytes\": 14000"), Threads = 1 });
        Assert.True(result.MeetsBudget, string.Join('\n', result.Diagnostics));
        Assert.InRange(result.Report.After.Bytes, 1, 14000);
    }

    private static string Images(TemporaryFolder folder, int count)
    {
        string path = folder.File("noise.npy");
        NpyWriter.Save(path, ModelRunner.Noise(seed: 4, count * 3 * 8 * 8), count, 3, 8, 8);
        return path;
    }
}
