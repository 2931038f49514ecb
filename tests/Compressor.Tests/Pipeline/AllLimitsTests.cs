using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Compressor.Tests.Pipeline;

/// <summary>All limits of a budget file at once; and what is said where they cannot be met.</summary>
public sealed class AllLimitsTests
{
    // The memory of one channel at full size: float32, 16 x 16.
    private const int Channel = 1024;

    [Theory]
    [InlineData("\"modelBytes\": \"80%\"")]
    [InlineData("\"modelBytes\": \"60%\"")]
    [InlineData("\"modelBytes\": \"60%\"", "\"parameters\": \"50%\"")]
    [InlineData("\"modelBytes\": \"65%\"", "\"flops\": \"60%\"")]
    [InlineData("\"peakActivationBytes\": \"85%\"")]
    [InlineData("\"peakActivationBytes\": \"80%\"", "\"parameters\": \"80%\"")]
    [InlineData("\"parameters\": \"60%\"", "\"flops\": \"60%\"", "\"modelBytes\": \"70%\"", "\"peakActivationBytes\": \"90%\"")]
    public void All_limits_are_met_at_once(params string[] limits)
    {
        CompressionResult result = Compress(Narrowing(), limits);
        AssertMet(result);
        Assert.Equal(result.Report.After, CostFigures.Of(ModelCost.Measure(result.Model!)));
        Assert.True(result.Report.Allocation!.LossBound <= result.Report.Allocation.Loss + 1e-12);
    }

    [Fact]
    public void A_limit_on_memory_alone_leaves_all_layers_dense_that_do_not_bear_on_it()
    {
        CompressionResult result = Compress(Narrowing(), "\"peakActivationBytes\": \"85%\"");
        Assert.NotEqual("dense", result.Report.Layers[0].Family);
        Assert.All(result.Report.Layers.Skip(1), layer => Assert.Equal("dense", layer.Family));
        Assert.Equal(40 * Channel, result.Report.Before.PeakActivationBytes);
    }

    [SharedFact]
    public void A_limit_on_the_file_is_met_and_used()
    {
        OnnxModel source = OnnxModelFile.Load(RepositoryLayout.Shared("models", "cifar10-resnet20.onnx"));
        CompressionResult result = Compress(source, "\"modelBytes\": \"50%\"");
        AssertMet(result);
        Assert.InRange(result.Report.After.Bytes, (long)(0.99 * result.Report.Budget!.ModelBytes!.Value), result.Report.Budget.ModelBytes.Value);
    }

    [Fact]
    public void Names_of_shifted_biases_count_as_part_of_the_file()
    {
        using TemporaryFolder folder = new();
        string data = folder.File("noise.npy");
        NpyWriter.Save(data, ModelRunner.Noise(seed: 3, 12 * 24 * 16 * 16), 12, 24, 16, 16);
        for (int percent = 55; percent < 75; percent += 8)
        {
            AssertMet(ModelCompressor.Compress(
                Narrowing(), new CompressionOptions { Budget = Budgets.OfFile($"\"modelBytes\": \"{percent}%\""), Calibration = data, Threads = 1 }));
        }
    }

    [Theory]
    [InlineData("parameters", "RSDTR2101")]
    [InlineData("flops", "RSDTR2102")]
    [InlineData("modelBytes", "RSDTR2103")]
    [InlineData("peakActivationBytes", "RSDTR2104")]
    public void The_least_that_is_told_can_be_reached_and_no_less(string key, string code)
    {
        CompressionResult breached = Compress(Narrowing(), $"\"{key}\": \"1%\"");
        Diagnostic diagnostic = Assert.Single(breached.Diagnostics);
        Assert.Equal((code, DiagnosticSeverity.Error), (diagnostic.Descriptor.Id, diagnostic.Severity));
        long least = Least(breached.Report.Allocation!, key);
        Assert.Contains($" to at least {least:N0} (", diagnostic.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("error", diagnostic.Message, StringComparison.Ordinal);

        AssertMet(Compress(Narrowing(), $"\"{key}\": {least}"));
        // A file is foretold with room for figures that have more digits than they turn out to have.
        CompressionResult below = Compress(Narrowing(), $"\"{key}\": {least - (key == "modelBytes" ? 50 : 1)}");
        Assert.Equal(code, Assert.Single(below.Diagnostics).Descriptor.Id);
        Assert.InRange(Least(below.Report.Allocation!, key), key == "modelBytes" ? least - 2 : least, least);
        Assert.Contains($"limits.{key} in devices/board.json to at least {Least(below.Report.Allocation!, key):N0}.", Assert.Single(below.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_holds_the_least_is_told_with_the_reason()
    {
        CompressionResult result = Compress(SmallNetworks.OfAllKinds(), "\"parameters\": 100", "\"flops\": 100");
        LeastFigure least = result.Report.Allocation!.LeastParameters!;
        Assert.Equal(3, least.Holders.Count);
        Assert.Equal(least.Figure, least.Holders.Sum(holder => holder.Figure) + least.Elsewhere);
        // Stored for it: 16 x 16 x 3 x 3 numbers, that another node reads as well.
        FigureHolder largest = least.Holders[0];
        Assert.Equal(("alsoRead", 2304 + 16, "its weight is also used by something that is not a convolution"), (largest.Layer, largest.Figure, largest.Reason));
        LeastFigure flops = result.Report.Allocation.LeastFlops!;
        Assert.Equal(flops.Figure, flops.Holders.Sum(holder => holder.Figure) + flops.Elsewhere);
        Assert.Contains(flops.Holders, holder => holder is { Layer: "computed", Reason: "its weight is computed by the network" });
        Assert.Equal(2, result.Diagnostics.Count);
        Assert.Contains("('alsoRead' 2,320, its weight is also used by something that is not a convolution; '", result.Diagnostics[0].Message, StringComparison.Ordinal);
        Assert.Contains("; elsewhere ", result.Diagnostics[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_node_at_which_memory_peaks_is_told()
    {
        CompressionResult result = Compress(Narrowing(), "\"peakActivationBytes\": \"79%\"");
        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        // The first Relu reads and writes 16 channels.
        FigureHolder holder = Assert.Single(result.Report.Allocation!.LeastPeakActivationBytes!.Holders);
        Assert.Equal((32 * Channel, "a Relu, which stays as it is"), (holder.Figure, holder.Reason));
        Assert.Contains($"goes below 32,768, while '{holder.Layer}' (a Relu, which stays as it is) runs: feed smaller images, or raise", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_that_cannot_be_met_does_not_spoil_the_others()
    {
        CompressionResult result = Compress(Narrowing(), "\"peakActivationBytes\": 1000", "\"parameters\": \"60%\"", "\"modelBytes\": \"80%\"");
        Assert.Equal("RSDTR2104", Assert.Single(result.Diagnostics).Descriptor.Id);
        Assert.Equal(32 * Channel, result.Report.After.PeakActivationBytes);
        Assert.DoesNotContain("within", Assert.Single(result.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_error_is_recommended_only_where_the_prescribed_error_is_what_stops()
    {
        string Message(double? error, string limit) => Assert.Single(ModelCompressor.Compress(
            Narrowing(), new CompressionOptions { Budget = Budgets.OfFile($"\"parameters\": {limit}"), RelativeError = error, Threads = 1 }).Diagnostics).Message;
        Assert.Contains("--relative-error", Message(0.1, "\"40%\""), StringComparison.Ordinal);
        Assert.Contains("within relative error 0.1", Message(0.1, "\"40%\""), StringComparison.Ordinal);
        // Not even rank 1 everywhere leaves as few as that.
        Assert.DoesNotContain("--relative-error", Message(0.1, "20"), StringComparison.Ordinal);
        Assert.DoesNotContain("--relative-error", Message(null, "20"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_papers_method_meets_limits_on_the_file_or_names_the_other_method()
    {
        CompressionResult Paper(string limit) => ModelCompressor.Compress(
            Narrowing(), new CompressionOptions { Budget = Budgets.OfFile(limit), Method = CompressionMethod.Paper, Threads = 1 });
        AssertMet(Paper("\"modelBytes\": \"80%\""));
        Assert.Contains("let --method auto choose the ranks, or raise limits.parameters", Assert.Single(Paper("\"parameters\": 20").Diagnostics).Message, StringComparison.Ordinal);
    }

    private static long Least(AllocationReport report, string key) => key switch
    {
        "parameters" => report.LeastParameters!.Figure,
        "flops" => report.LeastFlops!.Figure,
        "modelBytes" => report.LeastModelBytes!.Value,
        _ => report.LeastPeakActivationBytes!.Figure,
    };

    private static void AssertMet(CompressionResult result)
    {
        Assert.Empty(result.Diagnostics);
        Assert.Equal(Verdict.Met, result.Report.Verdict);
        (BudgetReport limits, CostFigures after) = (result.Report.Budget!, result.Report.After);
        Assert.InRange(after.Parameters, 1, limits.Parameters ?? long.MaxValue);
        Assert.InRange(after.Flops!.Value, 1, limits.Flops ?? long.MaxValue);
        Assert.InRange(after.Bytes, 1, limits.ModelBytes ?? long.MaxValue);
        Assert.InRange(after.PeakActivationBytes!.Value, 1, limits.PeakActivationBytes ?? long.MaxValue);
    }

    private static CompressionResult Compress(OnnxModel source, params string[] limits) =>
        ModelCompressor.Compress(source, new CompressionOptions { Budget = Budgets.OfFile(limits), Threads = 1 });

    // Memory peaks in the first convolution, 24 + 16 channels at full size, where a chain helps; everywhere else it is at most 32.
    private static OnnxModel Narrowing() => new GraphBuilder(seed: 31).Input("image", 1, 24, 16, 16)
        .Conv(16, 3, pads: 1).Relu().Conv(16, 3, pads: 1).Relu().Conv(16, 1).Conv(24, 3, stride: 2, pads: 1).Relu().Conv(24, 3, pads: 1)
        .GlobalAveragePool().Flatten().Gemm(24, 10).Output("logits").Build();
}
