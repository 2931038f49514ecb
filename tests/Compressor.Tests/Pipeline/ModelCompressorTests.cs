using Google.Protobuf;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Pipeline;

public sealed class ModelCompressorTests
{
    [Theory]
    [InlineData("60%", null)]
    [InlineData(null, "60%")]
    [InlineData("70%", "50%")]
    [InlineData("45%", "60%")]
    public void A_budget_that_can_be_met_is_met(string? parameters, string? flops)
    {
        OnnxModel source = SmallNetworks.Residual();
        CompressionResult result = Compress(source, Budgets.OfOptions(parameters, flops));

        Assert.Empty(result.Diagnostics);
        Assert.True(result.MeetsBudget);
        Assert.Equal(Verdict.Met, result.Report.Verdict);
        CostFigures figures = CostFigures.Of(ModelCost.Measure(result.Model!));
        Assert.Equal((figures.Parameters, figures.Macs, figures.Flops), (result.Report.After.Parameters, result.Report.After.Macs, result.Report.After.Flops));
        Assert.Equal(result.Report.Before, CostFigures.Of(ModelCost.Measure(source)));
        Assert.InRange(figures.Parameters, 1, result.Report.Budget!.Parameters ?? long.MaxValue);
        Assert.InRange(figures.Flops!.Value, 1, result.Report.Budget!.Flops ?? long.MaxValue);
        Assert.Equal(Percent(parameters, result.Report.Before.Parameters), result.Report.Budget.Parameters);
        Assert.Equal(Percent(flops, result.Report.Before.Flops!.Value), result.Report.Budget.Flops);
    }

    [Fact]
    public void A_limit_on_the_file_is_met()
    {
        OnnxModel source = SmallNetworks.Residual();
        CompressionResult result = Compress(source, Budgets.OfFile("\"modelBytes\": 40000"));
        Assert.True(result.MeetsBudget, string.Join('\n', result.Diagnostics));
        using TemporaryFolder folder = new();
        OnnxModelFile.Save(result.Model!, folder.File("small.onnx"));
        Assert.InRange(new FileInfo(folder.File("small.onnx")).Length, 1, 40000);
        Assert.Equal(new FileInfo(folder.File("small.onnx")).Length, ModelCost.Measure(result.Model!).Bytes);
    }

    [Fact]
    public void The_report_lists_every_layer_and_its_figures_add_up()
    {
        CompressionResult result = Compress(SmallNetworks.Residual(), Budgets.OfOptions("50%"));
        IReadOnlyList<LayerReport> layers = result.Report.Layers;

        Assert.Equal(["conv1", "conv2", "conv3", "conv4", "conv5", "conv6", "gemm1"], layers.Select(layer => layer.Name));
        Assert.Equal(["12,3,3,3", "16,12,3,3", "16,16,3,3", "16,16,3,3", "24,16,3,3", "24,24,1,1", "10,24"], layers.Select(layer => string.Join(',', layer.Shape)));
        Assert.All(layers, layer => Assert.Equal(layer.Family == "dense", layer.Reason is not null));
        Assert.All(layers, layer => Assert.Equal(layer.Family == "dense", layer.Error == 0 && layer.Ranks.Count == 0));
        Assert.All(layers.Where(layer => layer.Family == "ring"), layer =>
        {
            int[] ranks = [.. layer.Ranks];
            long[] shape = [.. layer.Shape];
            Assert.Equal(
                (ranks[0] * shape[0] * ranks[1]) + (ranks[1] * shape[1] * ranks[2]) + (ranks[2] * shape[2] * ranks[3]) + (ranks[3] * shape[3] * ranks[0]),
                layer.Parameters);
            Assert.InRange(layer.Shift!.Value, 0, 3);
        });
        Assert.All(layers.Where(layer => layer.Family is "chain" or "pair"), layer =>
        {
            KernelShape shape = new((int)layer.Shape[0], (int)layer.Shape[1], (int)layer.Shape[2], (int)layer.Shape[3]);
            Assert.Equal(ConvolutionCost.ChainParameters(shape, ChainLayout.Parse(layer.Plan), layer.Ranks), layer.Parameters);
            Assert.Null(layer.Shift);
        });

        // Seven biases (12 + 16 + 16 + 16 + 24 + 24 + 10) are beside the kernels.
        Assert.Equal(result.Report.After.Parameters, layers.Sum(layer => layer.Parameters) + 118);
        Assert.Equal(result.Report.After.Macs, layers.Sum(layer => layer.Macs));
        Assert.NotNull(result.Report.Allocation);
        Assert.True(result.Report.Allocation.LossBound <= result.Report.Allocation.Loss + 1e-12);
        // Fitting the factors afterwards loses no more than the allocation counted on.
        Assert.InRange(layers.Sum(layer => layer.Error * layer.Error), 0.5 * result.Report.Allocation.Loss, result.Report.Allocation.Loss + 1e-6);
    }

    [Fact]
    public void A_network_inside_its_budget_passes_through_unchanged()
    {
        OnnxModel source = SmallNetworks.Residual();
        byte[] before = source.Proto.ToByteArray();
        CompressionResult result = Compress(source, Budgets.OfOptions("100%", "100%"));
        Assert.Equal(Verdict.PassedThrough, result.Report.Verdict);
        Assert.True(result.MeetsBudget);
        Assert.Same(source, result.Model);
        Assert.Equal(before, result.Model!.Proto.ToByteArray());
        Assert.Equal(result.Report.Before, result.Report.After);
    }

    [Fact]
    public void The_source_stays_as_it_is()
    {
        OnnxModel source = SmallNetworks.Normalized();
        byte[] before = source.Proto.ToByteArray();
        Compress(source, Budgets.OfOptions("50%"));
        Assert.Equal(before, source.Proto.ToByteArray());
    }

    [Theory]
    [InlineData("300", null, "RSDTR2101")]
    [InlineData(null, "1000", "RSDTR2102")]
    [InlineData("1%", "1%", "RSDTR2101,RSDTR2102")]
    public void A_budget_that_cannot_be_met_gives_no_network_but_the_breaches(string? parameters, string? flops, string codes)
    {
        CompressionResult result = Compress(SmallNetworks.Residual(), Budgets.OfOptions(parameters, flops));
        Assert.False(result.MeetsBudget);
        Assert.Null(result.Model);
        Assert.Equal(Verdict.NotMet, result.Report.Verdict);
        Assert.Equal(codes.Split(','), result.Diagnostics.Select(diagnostic => diagnostic.Descriptor.Id));
        Assert.All(result.Diagnostics, diagnostic => Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity));
        Assert.Equal(7, result.Report.Layers.Count);
    }

    [Fact]
    public void The_nearest_network_is_given_where_it_is_wanted()
    {
        CompressionResult result = ModelCompressor.Compress(
            SmallNetworks.Residual(), new CompressionOptions { Budget = Budgets.OfOptions("300"), AllowUnmet = true, Threads = 1 });
        Assert.False(result.MeetsBudget);
        Assert.Equal(result.Report.After.Parameters, ModelCost.Measure(result.Model!).Parameters);
        Assert.InRange(result.Report.After.Parameters, 301, result.Report.Before.Parameters / 2);
    }

    [Fact]
    public void At_relative_error_0_the_papers_method_keeps_the_network()
    {
        OnnxModel source = SmallNetworks.Normalized();
        CompressionResult result = ModelCompressor.Compress(
            source, new CompressionOptions { Budget = Budgets.None, Method = CompressionMethod.Paper, RelativeError = 0, Threads = 1 });
        Assert.Equal(Verdict.Met, result.Report.Verdict);
        Assert.Equal(["dense", "ring", "ring", "dense"], result.Report.Layers.Select(layer => layer.Family));
        Assert.All(result.Report.Layers, layer => Assert.InRange(layer.Error, 0, 1e-6));
        Assert.InRange(ModelRunner.LargestRelativeDifference(source, result.Model!, seed: 1, SmallNetworks.ResidualInput), 0, 1e-4);
        Assert.InRange(ModelRunner.LargestRelativeDifference(source, result.Model!, seed: 2, 3, 3, 16, 16), 0, 1e-4);
    }

    [Theory]
    [InlineData(CompressionMethod.Auto)]
    [InlineData(CompressionMethod.Paper)]
    public void Any_number_of_threads_and_any_run_give_the_same_bytes(CompressionMethod method)
    {
        OnnxModel source = SmallNetworks.Normalized();
        (byte[] Model, string Report) Run(int threads)
        {
            CompressionResult result = ModelCompressor.Compress(
                source, new CompressionOptions { Budget = Budgets.OfOptions("55%"), Method = method, Threads = threads });
            return (result.Model!.Proto.ToByteArray(), ReportFile.ToJson(result.Report));
        }

        (byte[] Model, string Report) first = Run(1);
        foreach (int threads in (int[])[1, 4])
        {
            (byte[] Model, string Report) again = Run(threads);
            Assert.Equal(first.Model, again.Model);
            Assert.Equal(first.Report, again.Report);
        }
    }

    [Fact]
    public void The_network_says_what_it_was_made_from()
    {
        using TemporaryFolder folder = new();
        OnnxModelFile.Save(SmallNetworks.Residual(), folder.File("small.onnx"));
        OnnxModel source = OnnxModelFile.Load(folder.File("small.onnx"));
        source.Proto.MetadataProps.Add(new StringStringEntryProto { Key = "author", Value = "someone" });
        CompressionResult result = Compress(source, Budgets.OfFile("\"parameters\": \"50%\""));

        Dictionary<string, string> metadata = result.Model!.Proto.MetadataProps.ToDictionary(entry => entry.Key, entry => entry.Value);
        Assert.Equal("someone", metadata["author"]);
        Assert.StartsWith("rsdtr ", metadata["rsdtr.tool"], StringComparison.Ordinal);
        Assert.Equal(source.SourceHash, metadata["rsdtr.source"]);
        Assert.Equal(32, metadata["rsdtr.source"].Length);
        Assert.Equal("board", metadata["rsdtr.budget"]);
        Assert.Contains("parameters=50%", metadata["rsdtr.options"], StringComparison.Ordinal);
        Assert.Equal(result.Report.After.Parameters, long.Parse(metadata["rsdtr.parameters"], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(result.Report.Before, ModelStamp.ReadOriginal(result.Model.Proto));
        Assert.Equal(source.SourceHash, result.Report.Source.XxHash128);
        Assert.Equal("small.onnx", result.Report.Source.File);
    }

    [Fact]
    public void Inputs_and_outputs_keep_their_names_and_shapes()
    {
        OnnxModel source = SmallNetworks.Normalized();
        CompressionResult result = Compress(source, Budgets.OfOptions("50%"));
        using InferenceSession before = ModelRunner.Load(source);
        using InferenceSession after = ModelRunner.Load(result.Model!);
        Assert.Equal(before.Inputs.Select(value => value.ToString()), after.Inputs.Select(value => value.ToString()));
        Assert.Equal(before.Outputs.Select(value => value.ToString()), after.Outputs.Select(value => value.ToString()));
    }

    [Fact]
    public void A_limit_on_FLOPs_that_cannot_be_counted_is_an_error()
    {
        RsdtrException exception = Assert.Throws<RsdtrException>(() => Compress(SmallNetworks.AnySize(), Budgets.OfOptions(flops: "50%")));
        Assert.Equal(ModelDiagnostics.UnknownShape, exception.Diagnostic.Descriptor);
        Assert.Contains("50%", exception.Message, StringComparison.Ordinal);
        Assert.Contains("conv1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_limit_on_FLOPs_a_network_of_any_size_is_compressed_and_its_FLOPs_stay_unknown()
    {
        CompressionResult result = Compress(SmallNetworks.AnySize(), Budgets.OfOptions("80%"));
        Assert.True(result.MeetsBudget);
        Assert.Null(result.Report.After.Flops);
        Assert.All(result.Report.Layers, layer => Assert.Null(layer.Macs));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    public void A_relative_error_bounds_that_of_each_layer(double largest)
    {
        CompressionResult result = ModelCompressor.Compress(
            SmallNetworks.Residual(), new CompressionOptions { Budget = Budgets.None, RelativeError = largest, Threads = 1 });
        Assert.True(result.MeetsBudget);
        Assert.All(result.Report.Layers, layer => Assert.InRange(layer.Error, 0, largest));
        Assert.True(result.Report.After.Parameters <= result.Report.Before.Parameters);
    }

    [Fact]
    public void A_bound_on_the_error_can_make_a_budget_impossible()
    {
        CompressionResult result = ModelCompressor.Compress(
            SmallNetworks.Residual(), new CompressionOptions { Budget = Budgets.OfOptions("20%"), RelativeError = 0.05, Threads = 1 });
        Assert.False(result.MeetsBudget);
        Assert.All(result.Report.Layers, layer => Assert.InRange(layer.Error, 0, 0.05));
    }

    [Fact]
    public void With_a_budget_alone_the_papers_method_takes_the_least_error_that_meets_it()
    {
        CompressionResult met = ModelCompressor.Compress(
            SmallNetworks.Residual(), new CompressionOptions { Budget = Budgets.OfOptions("60%"), Method = CompressionMethod.Paper, Threads = 1 });
        Assert.Equal(Verdict.Met, met.Report.Verdict);
        Assert.InRange(met.Report.After.Parameters, 1, met.Report.Budget!.Parameters!.Value);
        Assert.Equal(PaperPlanner.FirstLayer, met.Report.Layers[0].Reason);

        // At the first hundredth that gives this network the budget is met, and with one less it is not.
        int taken = Enumerable.Range(1, 99).First(hundredths => At(hundredths).Layers.Select(Ranks).SequenceEqual(met.Report.Layers.Select(Ranks)));
        Assert.InRange(taken, 2, 98);
        Assert.InRange(At(taken).After.Parameters, 1, met.Report.Budget.Parameters.Value);
        Assert.InRange(At(taken - 1).After.Parameters, met.Report.Budget.Parameters.Value + 1, long.MaxValue);

        static CompressionReport At(int hundredths) => ModelCompressor.Compress(
            SmallNetworks.Residual(), new CompressionOptions { Budget = Budgets.None, RelativeError = hundredths / 100.0, Method = CompressionMethod.Paper, Threads = 1 }).Report;

        static string Ranks(LayerReport layer) => $"{layer.Family} {layer.Shift} {string.Join(' ', layer.Ranks)}";
    }

    [Theory]
    [InlineData(CompressionMethod.Auto)]
    [InlineData(CompressionMethod.Paper)]
    public void Convolutions_that_stay_dense_are_listed_with_the_reason(CompressionMethod method)
    {
        CompressionResult result = ModelCompressor.Compress(
            SmallNetworks.OfAllKinds(), new CompressionOptions { Budget = Budgets.None, Method = method, RelativeError = 0.6, Threads = 1 });
        Dictionary<string, LayerReport> layers = result.Report.Layers.ToDictionary(layer => layer.Name);

        Assert.Equal(
            ["first", "depthwise", "grouped", "pointwise", "plain", "alsoRead", "computed", "line", "volume"], result.Report.Layers.Select(layer => layer.Name));
        Assert.Equal("it is depthwise", layers["depthwise"].Reason);
        Assert.Equal("it has 3 groups", layers["grouped"].Reason);
        Assert.Equal("its weight is also used by something that is not a convolution", layers["alsoRead"].Reason);
        Assert.Equal("its weight is computed by the network", layers["computed"].Reason);
        Assert.Equal("it has 1 spatial axis, not 2", layers["line"].Reason);
        Assert.Equal("it has 3 spatial axes, not 2", layers["volume"].Reason);
        Assert.NotEqual("dense", layers["plain"].Family);
        if (method == CompressionMethod.Paper)
        {
            Assert.Equal("ring", layers["plain"].Family);
            Assert.Equal("it is the first layer, which the paper leaves dense", layers["first"].Reason);
            Assert.Equal("its kernel is 1x1, which the paper leaves dense", layers["pointwise"].Reason);
        }
    }

    [Fact]
    public void A_weight_that_two_convolutions_read_is_one_layer()
    {
        OnnxModel source = new GraphBuilder(seed: 11)
            .Input("image", 1, 12, 8, 8)
            .RandomWeight("w", 12, 12, 3, 3)
            .Node("Conv", ["image", "w"], ["a"], NodeBuilder.Ints("pads", 1, 1, 1, 1))
            .Node("Conv", ["a", "w"], ["b"], NodeBuilder.Ints("pads", 1, 1, 1, 1))
            .Output("map", "b").Build();
        CompressionResult result = Compress(source, Budgets.OfOptions("60%", "60%"));
        Assert.True(result.MeetsBudget);
        LayerReport layer = Assert.Single(result.Report.Layers);
        Assert.Equal((result.Report.After.Parameters, result.Report.After.Macs), (layer.Parameters, layer.Macs));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_weight_that_is_not_finite_is_an_error_that_names_it(float bad)
    {
        OnnxModel source = new GraphBuilder()
            .Input("image", 1, 1, 8, 8)
            .Weight("w", [1, 1, 2, 2], 1, 2, bad, 4)
            .Node("Conv", ["image", "w"]).Output("map").Build();
        RsdtrException exception = Assert.Throws<RsdtrException>(() => Compress(source, Budgets.OfOptions("50%")));
        Assert.Equal(ModelDiagnostics.NonFiniteWeight, exception.Diagnostic.Descriptor);
        Assert.Contains("'w'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("element 2", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outputs_that_are_not_finite_in_both_networks_do_not_hinder()
    {
        // The logarithm of noise is NaN for half of it, in the original as in the result.
        OnnxModel source = new GraphBuilder(seed: 12)
            .Input("image", 1, 8, 8, 8).Conv(8, 3, pads: 1).Node("Log", ["image"], ["log"]).Node("Identity", ["conv1"], ["map"])
            .Output("log", "log").Output("map", "map").Build();
        CompressionResult result = Compress(source, Budgets.OfOptions("70%"));
        Assert.True(result.MeetsBudget);
        Assert.Equal(0, result.Report.Receipt!.OutputErrors["log"]);
        Assert.Equal(result.Report.Receipt.OutputErrors["map"], result.Report.Receipt.OutputError);
        Assert.NotNull(ReportFile.ToJson(result.Report));
    }

    [Theory]
    [InlineData(CompressionMethod.Auto)]
    [InlineData(CompressionMethod.Paper)]
    public void A_network_without_layers_cannot_be_made_smaller(CompressionMethod method)
    {
        OnnxModel source = new GraphBuilder(seed: 13).Input("features", 1, 105).RandomWeight("scale", 105).Node("Mul", ["features", "scale"]).Output("scores").Build();
        CompressionResult result = ModelCompressor.Compress(
            source, new CompressionOptions { Budget = Budgets.OfOptions("50%"), Method = method, AllowUnmet = true, Threads = 1 });
        Assert.Equal(Verdict.NotMet, result.Report.Verdict);
        Assert.Empty(result.Report.Layers);
        Assert.Equal(105, result.Report.After.Parameters);
        Assert.Equal("RSDTR2101", Assert.Single(result.Diagnostics).Descriptor.Id);
    }

    [Fact]
    public void Bad_calibration_data_is_told_before_the_long_work()
    {
        List<CompressionProgress> heard = [];
        CompressionOptions options = new() { Budget = Budgets.OfOptions("50%"), Calibration = "absent.npy", Threads = 1 };
        RsdtrException exception = Assert.Throws<RsdtrException>(() => ModelCompressor.Compress(SmallNetworks.Residual(), options, new Listener(heard)));
        Assert.Equal(DataDiagnostics.PathUnreadable, exception.Diagnostic.Descriptor);
        Assert.DoesNotContain(heard, progress => progress.Phase == CompressionPhase.Candidates);
    }

    [Fact]
    public void Limits_on_outputs_are_held_on_calibration_data()
    {
        using TemporaryFolder folder = new();
        string data = folder.File("noise.npy");
        RsdtrEdge.Runtime.DataSets.NpyWriter.Save(data, ModelRunner.Noise(seed: 3, 12 * 3 * 16 * 16), 12, 3, 16, 16);
        CompressionResult Compress(string limit) => ModelCompressor.Compress(
            SmallNetworks.Residual(), new CompressionOptions { Budget = Budgets.OfFile("\"parameters\": \"60%\"", limit), Calibration = data, Threads = 1 });

        CompressionResult met = Compress("\"maxOutputError\": 1");
        // A quarter of the twelve images judges.
        Assert.Equal((Verdict.Met, InputKinds.Images, 3), (met.Report.Verdict, met.Report.Receipt!.Inputs, met.Report.Receipt.Images));
        Assert.Empty(met.Diagnostics);
        CompressionResult notMet = Compress("\"maxOutputError\": 0.0001");
        Assert.Equal(["RSDTR2105"], notMet.Diagnostics.Select(diagnostic => diagnostic.Descriptor.Id));
        Assert.Null(notMet.Model);
    }

    [Theory]
    [InlineData(7, "RSDTR2107")]
    [InlineData(8, null)]
    public void Limits_on_outputs_that_the_steering_images_judge_are_told(int images, string? warning)
    {
        using TemporaryFolder folder = new();
        string data = folder.File("noise.npy");
        RsdtrEdge.Runtime.DataSets.NpyWriter.Save(data, ModelRunner.Noise(seed: 3, images * 3 * 16 * 16), images, 3, 16, 16);
        CompressionResult result = ModelCompressor.Compress(
            SmallNetworks.Residual(),
            new CompressionOptions { Budget = Budgets.OfFile("\"parameters\": \"60%\"", "\"maxOutputError\": 1"), Calibration = data, Threads = 1 });
        Assert.Equal(Verdict.Met, result.Report.Verdict);
        Assert.Equal(warning is null ? [] : [warning], result.Diagnostics.Select(diagnostic => diagnostic.Descriptor.Id));
        Assert.All(result.Diagnostics, diagnostic => Assert.Contains("7 images", diagnostic.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Work_that_is_cancelled_ends_with_that()
    {
        using CancellationTokenSource cancellation = new();
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ModelCompressor.Compress(
            SmallNetworks.Residual(), new CompressionOptions { Budget = Budgets.OfOptions("50%") }, progress: null, cancellation.Token));
    }

    private static CompressionResult Compress(OnnxModel source, DeviceBudget budget) =>
        ModelCompressor.Compress(source, new CompressionOptions { Budget = budget, Threads = 1 });

    private static long? Percent(string? percent, long of) =>
        percent is null ? null : of * long.Parse(percent.TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture) / 100;

    private sealed class Listener(List<CompressionProgress> heard) : IProgress<CompressionProgress>
    {
        public void Report(CompressionProgress value)
        {
            lock (heard)
            {
                heard.Add(value);
            }
        }
    }
}
