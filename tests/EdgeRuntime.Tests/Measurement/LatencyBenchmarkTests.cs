using System.Text.Json;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Operators;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Runtime.Tests.Board;
using RsdtrEdge.Runtime.Tests.DataSets;
using RsdtrEdge.Runtime.Tests.Onnx;
using RsdtrEdge.Runtime.Tests.Operators;

namespace RsdtrEdge.Runtime.Tests.Measurement;

public sealed class LatencyBenchmarkTests : IDisposable
{
    private static readonly LatencyBenchmarkOptions Quick = new()
    {
        MinimumTime = TimeSpan.Zero,
        MinimumCount = 100,
        WarmUp = 3,
        Model = new EdgeModelOptions { Session = new SessionOptions { IntraOpThreads = 1 } },
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_report_has_all_figures_and_what_they_depend_on()
    {
        string model = _folder.AddBytes("affine.onnx", TinyModel.Affine());
        LatencyReport report = LatencyBenchmark.Run(model, Quick);
        Assert.Equal(model, report.Model);
        Assert.Equal(100, report.Count);
        Assert.Equal(3, report.WarmUpCount);
        Assert.Equal(1, report.Threads);
        Assert.Equal(OnnxRuntime.Current.Version, report.OnnxRuntime);
        Assert.True(report.P50Ms > 0);
        Assert.True(report.P50Ms <= report.P90Ms && report.P90Ms <= report.P95Ms && report.P95Ms <= report.P99Ms && report.P99Ms <= report.MaxMs);
        Assert.Equal(report.SortedMs[^1], report.MaxMs);
        Assert.True(report.MeanLowMs <= report.MeanMs && report.MeanMs <= report.MeanHighMs);
        Assert.Equal(32, report.BlockMs.Length);
        Assert.Equal(OnnxRuntime.Current.BuildInfo, report.OnnxRuntimeBuild);
        Assert.True(report.ProcessorMsPerRun > 0 && report.Conditions!.ElapsedSeconds > 0 && report.Conditions.ProcessorSeconds > 0);
        Assert.Null(report.WarmUpSteady); // its length was given
        Assert.Null(report.SelfTest); // nothing is recorded in the model
        Assert.InRange(report.MeanMs!.Value, report.SortedMs[0], report.SortedMs[^1]);
        Assert.True(report.FirstMs > 0 && report.LoadMs > 0);
        Assert.Equal(100, report.SortedMs.Length);
        Assert.Equal(report.P90Ms, report.PercentileMs(90));
        Assert.Null(report.PercentileMs(99.9));
        Assert.Null(report.Against);
        Assert.Equal(report.VoidReasons.Length > 0, report.Void);
    }

    [Theory]
    [InlineData(20, 50)]
    [InlineData(80, 80)]
    public void The_runs_end_when_there_is_no_room_for_more(int least, int count) => Assert.Equal(
        count,
        LatencyBenchmark.Run(_folder.AddBytes("affine.onnx", TinyModel.Affine()), Quick with { MinimumTime = TimeSpan.FromHours(1), MinimumCount = least, MostRuns = 50 }).Count);

    [Fact]
    public void Without_a_number_it_warms_up_until_the_runs_are_steady()
    {
        LatencyReport report = LatencyBenchmark.Run(_folder.AddBytes("affine.onnx", TinyModel.Affine()), Quick with { WarmUp = null, WarmUpLimit = TimeSpan.FromMinutes(1) });
        Assert.True(report.WarmUpCount > 16);
        Assert.Equal(0, (report.WarmUpCount - 1) % 8);
        Assert.True(report.WarmUpSteady);
    }

    [Fact]
    public void Without_time_for_it_nothing_is_known_of_steadiness()
    {
        LatencyReport report = LatencyBenchmark.Run(_folder.AddBytes("affine.onnx", TinyModel.Affine()), Quick with { WarmUp = null, WarmUpLimit = TimeSpan.Zero });
        Assert.Equal((1, null), (report.WarmUpCount, report.WarmUpSteady));
    }

    [Fact]
    public void What_the_board_tells_meanwhile_is_in_the_report_and_may_void_it()
    {
        FakeTelemetry telemetry = new(
            new BoardReading { Throttling = new(0), Power = [new("ina219", null, 1)] },
            new BoardReading { Throttling = new(0x50000), Power = [new("ina219", null, 4)] },
            new BoardReading { Throttling = new(0x50000), Power = [new("ina219", null, 2)] });
        LatencyReport report = LatencyBenchmark.Run(
            _folder.AddBytes("affine.onnx", TinyModel.Affine()), Quick with { MinimumTime = TimeSpan.FromSeconds(1.2), Telemetry = telemetry });
        Assert.True(report.Throttled);
        Assert.Contains("the processor was held back: under-voltage, throttled", report.VoidReasons);
        Assert.Equal((0u, 0x50000u), (report.Conditions!.Before.Throttling!.Word, report.Conditions.After.Throttling!.Word));
        // 4 W at the first reading in between, 2 W at all others.
        Assert.InRange(report.Conditions.BoardWatts!.Value, 2, 3);
        Assert.Equal(report.Conditions.BoardWatts * report.MeanMs, report.EnergyMillijoules);
    }

    [Fact]
    public void The_processor_time_of_a_run_is_that_of_all_runs_shared_by_all_runs()
    {
        LatencyReport report = LatencyBenchmark.Run(
            _folder.AddBytes("affine.onnx", TinyModel.Affine()), Quick with { MinimumTime = TimeSpan.FromSeconds(1.2), Telemetry = new FakeTelemetry(new BoardReading()) });
        // Behind each reading one run does not count.
        Assert.True(report.Conditions!.Readings > 0);
        Assert.Equal(1000 * report.Conditions.ProcessorSeconds, report.ProcessorMsPerRun!.Value * (report.Count + report.Conditions.Readings), 1e-6);
    }

    [Theory]
    [InlineData("8,3,4,4", 8)]
    [InlineData("1,3,4,4", 1)]
    [InlineData("n,3,4,4", 1)] // what is open takes one image
    [InlineData("2,6", 2)]
    [InlineData("3,4,4", null)] // three images of 4 by 4 in a row, or one of three channels
    [InlineData("5", null)]
    public void The_input_and_its_batch_are_in_the_report(string dimensions, int? batch)
    {
        string[] sizes = dimensions.Split(',');
        string model = _folder.AddBytes("identity.onnx", TinyModel.Identity(TensorElementType.Float, sizes));
        LatencyReport report = LatencyBenchmark.Run(model, Quick with { MinimumCount = 1 });
        Assert.Equal(sizes.Select(size => size == "n" ? 1 : long.Parse(size, System.Globalization.CultureInfo.InvariantCulture)), report.InputShape);
        Assert.Equal<long?>(batch, report.Batch);
    }

    [Fact]
    public void Each_of_two_models_has_its_own_input_in_the_report()
    {
        string small = _folder.AddBytes("small.onnx", TinyModel.Identity(TensorElementType.Float, "1", "3", "4", "4")), large = _folder.AddBytes("large.onnx", TinyModel.Identity(TensorElementType.Float, "8", "3", "5", "5"));
        LatencyReport report = LatencyReportJson.Read(LatencyReportJson.Write(LatencyBenchmark.Compare(small, large, Quick with { MinimumCount = 1 })));
        Assert.Equal([1, 3, 4, 4], report.InputShape.ToArray());
        Assert.Equal([8, 3, 5, 5], report.Against!.InputShape.ToArray());
        Assert.Equal<long?>([1, 8], [report.Batch, report.Against.Batch]);
    }

    [Fact]
    public void Too_few_runs_leave_the_high_percentiles_unknown()
    {
        LatencyReport report = LatencyBenchmark.Run(_folder.AddBytes("affine.onnx", TinyModel.Affine()), Quick with { MinimumCount = 1 });
        Assert.Equal(1, report.Count);
        Assert.NotNull(report.P50Ms);
        Assert.Null(report.P90Ms);
        Assert.Null(report.P99Ms);
    }

    [Fact]
    public void Both_the_least_time_and_the_least_count_are_reached()
    {
        LatencyReport report = LatencyBenchmark.Run(
            _folder.AddBytes("affine.onnx", TinyModel.Affine()), Quick with { MinimumCount = 2, MinimumTime = TimeSpan.FromMilliseconds(50) });
        Assert.True(report.SortedMs.Sum() >= 50);
        Assert.True(report.Count >= 2);
    }

    [Fact]
    public void Two_models_take_turns_in_whole_blocks_and_the_ratio_is_of_the_second_to_the_first()
    {
        string small = _folder.AddBytes("small.onnx", TinyModel.Affine()), large = _folder.AddBytes("large.onnx", TinyModel.Slow(size: 64, length: 60));
        LatencyReport report = LatencyBenchmark.Compare(small, large, Quick with { MinimumCount = 45, BlockLength = 10 });
        LatencyComparison against = report.Against!;
        Assert.Equal(50, report.Count);
        Assert.Equal(50, against.Count);
        Assert.Equal(5, against.Pairs);
        Assert.Equal(large, against.Model);
        // Sixty products of 64x64 matrices take longer than two additions of two numbers, whatever else the machine does.
        Assert.True(against.Speedup > 1);
        Assert.Equal(5, against.Ratios.Length);
        Assert.True(against.SpeedupLow <= against.Speedup && against.Speedup <= against.SpeedupHigh);
        Assert.Null(against.PeakResidentBytes);
        Assert.Equal(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(large))), against.Sha256!.ToUpperInvariant());
        Assert.Null(against.Provider);
    }

    [Fact]
    public void The_two_take_turns_and_change_who_comes_first()
    {
        NotingOperator noting = new();
        LatencyBenchmarkOptions options = Quick with
        {
            WarmUp = 2,
            MinimumCount = 4,
            BlockLength = 1,
            Model = new EdgeModelOptions { Session = new SessionOptions { IntraOpThreads = 1, Operators = [noting] } },
        };
        LatencyReport report = LatencyBenchmark.Compare(Noting(1), Noting(2), options);
        // Warm-up, then blocks of one run that counts and one before it that does not.
        Assert.Equal("1122" + "1122" + "2211" + "1122" + "2211", string.Concat(noting.Runs));
        Assert.Equal(4, report.Against!.Pairs);

        string Noting(long mark) => _folder.AddBytes($"{mark}.onnx", new TinyModel()
            .ForeignNode(CustomOperatorDomain.Name, noting.Name, ["x"], ["y"], ("mark", [mark]))
            .Input("x", TensorElementType.Float, "1")
            .Output("y", TensorElementType.Float, "1")
            .ToArray());
    }

    [Fact]
    public void What_speaks_against_the_other_model_voids_the_comparison()
    {
        string model = _folder.AddBytes("affine.onnx", TinyModel.Affine());
        LatencyReport report = LatencyBenchmark.Compare(model, model, Quick);
        LatencyComparison against = report.Against! with { Model = "other.onnx", WarmUpSteady = true };
        Assert.Empty(VoidReasons.FindInComparison(report, against));
        Assert.Contains("other.onnx did not become steady", Assert.Single(VoidReasons.FindInComparison(report, against with { WarmUpSteady = false })), StringComparison.Ordinal);
        string reason = Assert.Single(VoidReasons.FindInComparison(report, against with { Provider = "XnnpackExecutionProvider" }));
        Assert.Contains("CPUExecutionProvider, and other.onnx with XnnpackExecutionProvider", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_gives_the_median_and_quartiles_of_the_ratios()
    {
        LatencyFigures figures = new() { Model = "m", Count = 8, WarmUpCount = 1 };
        LatencyComparison comparison = LatencyComparison.From(figures, [3, 1, 4, 2]);
        Assert.Equal((2, 1, 3, 4), (comparison.Speedup, comparison.SpeedupLow, comparison.SpeedupHigh, comparison.Pairs));
        LatencyComparison short1 = LatencyComparison.From(figures, [3]);
        Assert.Equal((3, null, null, 1), (short1.Speedup, short1.SpeedupLow, short1.SpeedupHigh, short1.Pairs));
    }

    [Fact]
    public void A_given_input_is_used_and_must_fit()
    {
        string model = _folder.AddBytes("affine.onnx", TinyModel.Affine());
        Assert.Equal(100, LatencyBenchmark.Run(model, Quick with { Input = new float[2] }).Count);
        RsdtrException exception = Assert.Throws<RsdtrException>(() => LatencyBenchmark.Run(model, Quick with { Input = new float[3] }));
        Assert.Equal(RuntimeDiagnostics.TensorMismatch, exception.Diagnostic.Descriptor);
    }

    [Fact]
    public void Impossible_options_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LatencyBenchmark.Run("m", Quick with { WarmUp = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => LatencyBenchmark.Run("m", Quick with { MinimumCount = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => LatencyBenchmark.Run("m", Quick with { MinimumTime = TimeSpan.FromSeconds(-1) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => LatencyBenchmark.Compare("m", "n", Quick with { BlockLength = 0 }));
    }

    [Fact]
    public void A_cancelled_measurement_ends()
    {
        string model = _folder.AddBytes("affine.onnx", TinyModel.Affine());
        Assert.Throws<OperationCanceledException>(() => LatencyBenchmark.Run(model, Quick, new CancellationToken(canceled: true)));
        Assert.Throws<OperationCanceledException>(() => LatencyBenchmark.Compare(model, model, Quick, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void The_JSON_form_has_the_contracts_names_and_reads_back()
    {
        string model = _folder.AddBytes("affine.onnx", TinyModel.Affine());
        LatencyReport report = LatencyBenchmark.Compare(model, model, Quick with { MinimumCount = 10 });
        string path = _folder.File("report.json");
        LatencyReportJson.Save(report, path);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        string[] names = [.. document.RootElement.EnumerateObject().Select(property => property.Name)];
        string[] contract =
        [
            "schema", "model", "count", "p50Ms", "p90Ms", "p99Ms", "meanMs", "firstMs", "loadMs", "peakResidentBytes",
            "threads", "board", "onnxRuntime", "throttled", "void", "voidReasons", "against",
        ];
        Assert.Equal("schema", names[0]);
        Assert.Empty(contract.Except(names));
        Assert.Equal(2, document.RootElement.GetProperty("schema").GetInt32());
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("p99Ms").ValueKind);
        Assert.Equal(10, document.RootElement.GetProperty("against").GetProperty("count").GetInt32());

        LatencyReport read = LatencyReportJson.Read(File.ReadAllText(path));
        Assert.Equal(LatencyReportJson.Write(report), LatencyReportJson.Write(read));
        Assert.Equal(report.P50Ms, read.P50Ms);
    }

    [Fact]
    public void A_report_that_cannot_be_written_is_told_by_its_code()
    {
        LatencyReport report = LatencyBenchmark.Run(_folder.AddBytes("affine.onnx", TinyModel.Affine()), Quick with { MinimumCount = 1 });
        RsdtrException exception = Assert.Throws<RsdtrException>(() => LatencyReportJson.Save(report, _folder.File("absent/report.json")));
        Assert.Equal(ToolDiagnostics.OutputUnwritable, exception.Diagnostic.Descriptor);
    }
}
