using System.Text.Json;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Runtime.Profiles.Networks;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Integration.Tests.Cli;

public sealed class GoodRunTests : CliTest
{
    [Fact]
    public void A_network_is_compressed_to_a_budget_file_with_a_report_and_then_checked()
    {
        WriteBudget("\"parameters\": \"70%\"", "\"flops\": \"80%\"");
        CommandResult result = Run("compress", Model, "--budget", "board.json", "-o", "out.onnx", "--report", "report.json", "--diagnostics", "verdict.txt").Succeeds();
        Assert.Equal("", result.Error);
        Assert.Equal("", File.ReadAllText(Full("verdict.txt")));
        Assert.Equal(["board.json", "out.onnx", "report.json", Model, "verdict.txt"], Files);

        using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(Full("report.json")));
        Assert.Equal("met", report.RootElement.GetProperty("verdict").GetString());
        Assert.Equal(CliModels.ClassifierParameters * 70 / 100, report.RootElement.GetProperty("budget").GetProperty("parameters").GetInt64());
        ModelCost cost = ModelCost.Measure(OnnxModelFile.Load(Full("out.onnx")));
        Assert.InRange(cost.Parameters, 1, CliModels.ClassifierParameters * 70 / 100);
        Assert.InRange(cost.Macs!.Value, 1, CliModels.ClassifierMacs * 80 / 100);
        Assert.Equal(cost.Parameters, report.RootElement.GetProperty("after").GetProperty("parameters").GetInt64());
        Assert.Equal(new FileInfo(Full("out.onnx")).Length, report.RootElement.GetProperty("after").GetProperty("bytes").GetInt64());

        // The compressed network knows its original, so the percentages can be checked without it.
        Assert.Equal("", Run("check", "out.onnx", "--budget", "board.json").Succeeds().Error);
        Assert.Contains("inside the budget", Run("check", "out.onnx", "--against", Model, "--budget", "board.json").Succeeds().Output, StringComparison.Ordinal);
        ErrorLine line = Assert.Single(ErrorLine.All(Run("check", Model, "--budget", "board.json", "--against", Model)), line => line.Code == "RSDTR2101");
        Assert.Equal(("board.json", 3), (line.Origin, line.Line));
    }

    [Theory]
    [InlineData("5.1", 0)]
    [InlineData("4.9", 3)]
    public void A_predicted_time_is_checked_with_a_profile(string limit, int exitCode)
    {
        // The whole network was timed: 5 ms.
        WriteProfile("board.profile.json", Of("Board", null, "1.30.0"), 1);
        WriteBudget($"\"latencyMs\": {{ \"percentile\": 90, \"limit\": {limit}, \"threads\": 1 }}");
        CommandResult result = Run("check", Model, "--budget", "board.json", "--profile", "board.profile.json");
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Matches($@"predicted ms +5 +{limit}", result.Output);
        Assert.Contains("ms by profile board.profile.json, 1 thread, the whole network timed", result.Output, StringComparison.Ordinal);
        if (exitCode != 0)
        {
            ErrorLine line = ErrorLine.Only(result, exitCode);
            Assert.Equal(("board.json", 3, "RSDTR2110"), (line.Origin, line.Line, line.Code));
        }

        // The same limit as an option.
        CommandResult option = Run("check", Model, "--max-latency", limit, "--profile", "board.profile.json");
        Assert.Equal(exitCode, option.ExitCode);
        Assert.Matches($@"predicted ms +5 +{limit}", option.Output);
        if (exitCode != 0)
        {
            ErrorLine line = ErrorLine.Only(option, exitCode);
            Assert.Equal((Model, "RSDTR2110"), (line.Origin, line.Code));
            Assert.Contains("raise --max-latency (item metadata MaxLatency)", line.Message, StringComparison.Ordinal);
        }

        Assert.Equal("RSDTR4101", Fail(1, "check", Model, "--budget", "board.json", "--profile", "absent.json").Code);
    }

    [Fact]
    public void A_limit_for_other_threads_than_the_profiles_is_not_checked()
    {
        WriteProfile("board.profile.json", Of("Board", null, "1.30.0"), 1);
        WriteBudget("\"latencyMs\": { \"percentile\": 90, \"limit\": 4.9, \"threads\": 4 }");
        CommandResult result = Run("check", Model, "--budget", "board.json", "--profile", "board.profile.json").Succeeds();
        Assert.Contains("ms by profile board.profile.json, 1 thread, nearest to the 4 asked for, the whole network timed", result.Output, StringComparison.Ordinal);
        Assert.Equal("RSDTR2110", Assert.Single(ErrorLine.All(result)).Code);
        Assert.Equal("RSDTR2107", Assert.Single(ErrorLine.All(Run("check", Model, "--max-latency", "5.1", "--latency-threads", "4", "--profile", "board.profile.json").Succeeds())).Code);

        // An option says that it runs with the profile's threads.
        Assert.Equal("RSDTR2110", ErrorLine.Only(Run("check", Model, "--budget", "board.json", "--latency-threads", "1", "--profile", "board.profile.json"), 3).Code);
    }

    [Fact]
    public void The_result_is_timed_with_the_threads_that_it_will_run_with()
    {
        BoardInfo board = BoardInfo.Read();
        DeviceProfile machine = Of(board.Model ?? "unknown board", board.Cpu, OnnxRuntime.Current.Version);
        WriteProfile("this.profile.json", machine, 1, 2);
        Run("compress", Model, "--max-parameters", "70%", "--profile", "this.profile.json", "--latency-threads", "2", "-o", "out.onnx", "--report", "report.json").Succeeds();
        using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(Full("report.json")));
        Assert.Equal(2, report.RootElement.GetProperty("allocation").GetProperty("latency").GetProperty("threads").GetInt32());
        Assert.Equal(ProfileOrigin.IsThisMachine(machine), report.RootElement.TryGetProperty("guarantee", out JsonElement guarantee));
        if (ProfileOrigin.IsThisMachine(machine))
        {
            Assert.Equal(2, guarantee.GetProperty("threads").GetInt32());
        }
    }

    [Theory]
    [InlineData("check")]
    [InlineData("compress")]
    public void A_time_cannot_be_limited_where_nothing_is_known_of_the_board(string command)
    {
        ErrorLine line = Fail(2, command, Model, "--max-latency", "12.5");
        Assert.Equal("RSDTR3002", line.Code);
        Assert.Contains("--max-latency 12.5 limits a time of which nothing is known", line.Message, StringComparison.Ordinal);
        Assert.Equal([Model], Files);
    }

    [Fact]
    public void A_network_inside_its_budget_is_copied_byte_for_byte()
    {
        CommandResult result = Run("compress", Model, "--max-parameters", "100%").Succeeds();
        Assert.Contains("passed through unchanged", result.Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(Full(Model)), File.ReadAllBytes(Full("small.rsdtr.onnx")));
    }

    [Fact]
    public void The_papers_method_needs_no_budget()
    {
        Run("compress", Model, "--method", "paper", "--relative-error", "0.5", "-o", "out.onnx", "--report", "report.json").Succeeds();
        using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(Full("report.json")));
        Assert.Equal(["dense", "ring", "dense"], report.RootElement.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("family").GetString()));
        Assert.Equal(JsonValueKind.Null, report.RootElement.GetProperty("budget").ValueKind);
    }

    [Fact]
    public void A_budget_that_cannot_be_met_ends_with_3_and_the_breach_and_no_network()
    {
        WriteBudget("\"flops\": 100000000", "\"parameters\": 60");
        CommandResult result = Run("compress", Model, "--budget", "board.json", "-o", "out.onnx", "--report", "report.json");
        ErrorLine line = ErrorLine.Only(result, 3);
        Assert.Equal(("board.json", 4, "RSDTR2101"), (line.Origin, line.Line, line.Code));
        // The figure, the limit, the remedy.
        Assert.Matches(@"^small\.onnx: [0-9,]+ parameters > 60: .*raise limits\.parameters in board\.json to at least [0-9,]+\.$", line.Message);
        Assert.Equal(["board.json", "report.json", Model], Files);
        Assert.Contains("\"notMet\"", File.ReadAllText(Full("report.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_nearest_network_is_written_where_it_is_wanted_and_the_verdict_where_it_is_wanted()
    {
        CommandResult result = Run("compress", Model, "--max-parameters", "60", "-o", "out.onnx", "--allow-unmet", "--diagnostics", "verdict.txt");
        Assert.Equal((3, ""), (result.ExitCode, result.Error));
        ErrorLine line = ErrorLine.Parse(Assert.Single(File.ReadAllLines(Full("verdict.txt"))));
        Assert.Equal((Model, 1, "RSDTR2101"), (line.Origin, line.Line, line.Code));
        Assert.Contains("--max-parameters", line.Message, StringComparison.Ordinal);
        Assert.InRange(ModelCost.Measure(OnnxModelFile.Load(Full("out.onnx"))).Parameters, 61, CliModels.ClassifierParameters - 1);
    }

    [Fact]
    public void Options_may_stand_in_a_response_file()
    {
        Write("args.rsp", "--max-parameters\n70%\n--output\n\"out of rsp.onnx\"\n--threads\n1\n");
        Run("compress", Model, "@args.rsp").Succeeds();
        Assert.Contains("out of rsp.onnx", Files);
        ErrorLine line = Fail(2, "compress", Model, "@absent.rsp");
        Assert.Contains("absent.rsp", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_runs_give_the_same_files_whatever_the_threads()
    {
        foreach (string threads in (string[])["1", "4"])
        {
            Run("compress", Model, "--max-parameters", "70%", "-o", $"out{threads}.onnx", "--report", $"report{threads}.json", "--threads", threads).Succeeds();
        }

        Assert.Equal(File.ReadAllBytes(Full("out1.onnx")), File.ReadAllBytes(Full("out4.onnx")));
        Assert.Equal(File.ReadAllText(Full("report1.json")), File.ReadAllText(Full("report4.json")));
    }

    [Fact]
    public void The_layers_that_inspect_shows_add_up()
    {
        using JsonDocument inspected = JsonDocument.Parse(Run("inspect", Model, "--json").Succeeds().Output);
        JsonElement root = inspected.RootElement;
        JsonElement[] layers = [.. root.GetProperty("layers").EnumerateArray()];
        Assert.Equal(CliModels.ClassifierParameters, root.GetProperty("parameters").GetInt64());
        Assert.Equal(CliModels.ClassifierMacs, root.GetProperty("macs").GetInt64());
        Assert.Equal(2 * CliModels.ClassifierMacs, root.GetProperty("flops").GetInt64());
        Assert.Equal(new FileInfo(Full(Model)).Length, root.GetProperty("bytes").GetInt64());
        Assert.Equal(CliModels.ClassifierParameters, layers.Sum(layer => layer.GetProperty("parameters").GetInt64()));
        Assert.Equal(CliModels.ClassifierMacs, layers.Sum(layer => layer.GetProperty("macs").GetInt64()));
        Assert.Contains("87,616", Run("inspect", Model).Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_is_evaluated_against_its_original()
    {
        float[] noise = [.. Enumerable.Range(0, 6 * 3 * 8 * 8).Select(index => MathF.Sin(index))];
        NpyWriter.Save(Full("noise.npy"), noise, 6, 3, 8, 8);
        Run("compress", Model, "--max-parameters", "80%", "-o", "out.onnx").Succeeds();

        using JsonDocument evaluated = JsonDocument.Parse(Run("evaluate", "out.onnx", "--against", Model, "--data", "noise.npy", "--json").Succeeds().Output);
        JsonElement root = evaluated.RootElement;
        Assert.Equal("rsdtr-evaluate/1", root.GetProperty("schema").GetString());
        Assert.Equal(
            ["schema", "images", "top1", "top5", "originalTop1", "originalTop5", "agreement", "outputError", "outputErrors", "labelsIgnored"], root.EnumerateObject().Select(property => property.Name));
        Assert.Equal(6, root.GetProperty("images").GetInt32());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("top1").ValueKind);
        Assert.InRange(root.GetProperty("agreement").GetDouble(), 0, 1);
        Assert.InRange(root.GetProperty("outputError").GetDouble(), 1e-6, 1);

        using JsonDocument same = JsonDocument.Parse(Run("evaluate", Model, "--against", Model, "--data", "noise.npy", "--json").Succeeds().Output);
        Assert.Equal((1.0, 0.0), (same.RootElement.GetProperty("agreement").GetDouble(), same.RootElement.GetProperty("outputError").GetDouble()));
    }

    [Fact]
    public void Networks_that_do_not_belong_together_are_not_compared()
    {
        NpyWriter.Save(Full("noise.npy"), new float[3 * 8 * 8], 1, 3, 8, 8);
        CliModels.Save(CliModels.OneConvolution(1, 2, 3, 4), Full("other.onnx"));
        ErrorLine line = Fail(2, "evaluate", Model, "--against", "other.onnx", "--data", "noise.npy");
        Assert.Equal("RSDTR3002", line.Code);
        Assert.Contains("scores", line.Message, StringComparison.Ordinal);
    }

    private static DeviceProfile Of(string board, string? processor, string onnxRuntime) => new()
    {
        Board = board,
        Processor = processor,
        OnnxRuntime = onnxRuntime,
        MeasuredAt = DateTimeOffset.UnixEpoch,
        Timings = [],
    };

    // Each stage 10 us and the whole network 5 ms, with each number of threads.
    private void WriteProfile(string name, DeviceProfile machine, params int[] threads)
    {
        StageList list = StageShapes.ListOf(OnnxModelFile.Load(Full(Model)));
        DeviceProfileFile.Write(Full(name), machine with
        {
            Timings =
            [
                .. threads.Select(number => new ThreadTimings
                {
                    Threads = number,
                    NodeMicroseconds = 1,
                    MebibyteMicroseconds = 100,
                    PredictionError = 0.05,
                    Stages = [.. list.Shapes.Select(shape => new StageTiming(shape, 10))],
                    Networks = [new NetworkTiming(list.Network!.Rest, 5000, list.Network.Stages)],
                }),
            ],
        });
    }
}
