using System.Diagnostics;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Tests.DataSets;
using RsdtrEdge.Runtime.Tests.Onnx;

namespace RsdtrEdge.Runtime.Tests.Tools;

/// <summary>The files of <c>rsdtr-edge bench</c> beside the model: what is wrong with them is told before the measurement, and takes no figure from it.</summary>
public sealed class BenchFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // There is no model: it would be missed first, were it loaded first.
    [Theory]
    [InlineData("--json", "absent/report.json", 4, "RSDTR3001")]
    [InlineData("--json", "folder", 4, "RSDTR3001")]
    [InlineData("--baseline", "absent.json", 1, "RSDTR4010")]
    public void What_cannot_be_written_or_read_is_told_before_anything_is_measured(string option, string name, int expected, string diagnostic)
    {
        _ = Directory.CreateDirectory(_folder.File("folder"));
        string file = _folder.File(name);
        (int code, string output, string error) = EdgeTool.Run("bench", _folder.File("absent.onnx"), option, file);
        Assert.Equal((expected, ""), (code, output));
        Assert.StartsWith($"{file}(1): error {diagnostic}: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("net.onnx")]
    [InlineData("./net.onnx")]
    [InlineData("other.onnx")]
    [InlineData("b.json")]
    public void What_is_read_is_never_written_over(string name)
    {
        string model = _folder.AddBytes("net.onnx", TinyModel.Affine()), other = _folder.AddBytes("other.onnx", TinyModel.Affine()), budget = _folder.File("b.json");
        File.WriteAllText(budget, """{ "name": "b", "title": "B", "limits": { "latencyMs": { "percentile": 90, "limit": 1000000, "threads": 1 } } }""");
        string json = _folder.File(name);
        byte[] before = File.ReadAllBytes(json);
        (int code, string output, string error) = EdgeTool.Run("bench", model, "--against", other, "--budget", budget, "--seconds", "0", "--force", "--json", json);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith($"{_folder.File(Path.GetFileName(name))}(1): error RSDTR3002: --json would overwrite what is read: give another file.", error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(json));
    }

    [Theory]
    [InlineData("1000000", "budget b: met")]
    [InlineData("0.000001", "error RSDTR2109: ")]
    public async Task A_report_that_cannot_be_written_in_the_end_is_an_error_behind_its_figures_and_their_verdict(string limit, string verdict)
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // It looks into /proc to see that the measurement has begun.
        }

        string model = _folder.AddBytes("small.onnx", TinyModel.Affine()), budget = _folder.File("b.json"), reports = _folder.File("reports");
        File.WriteAllText(budget, $$"""{ "name": "b", "title": "B", "limits": { "latencyMs": { "percentile": 90, "limit": {{limit}}, "threads": 1 } } }""");
        _ = Directory.CreateDirectory(reports);
        string json = Path.Combine(reports, "report.json");
        using Process process = EdgeTool.Start(null, ["bench", model, "--seconds", "3", "--budget", budget, "--json", json, "--force"]);
        Task<string> error = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
        _ = await EdgeTool.MeasuringChild(process);
        Directory.Delete(reports);

        await process.WaitForExitAsync();
        Assert.Equal(4, process.ExitCode);
        Assert.EndsWith($"{json}(1): error RSDTR3001: The output cannot be written: the folder {reports} does not exist.\n", await error, StringComparison.Ordinal);
        Assert.Contains("verdict: ", await output, StringComparison.Ordinal);
        Assert.Contains(verdict, await output + await error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_report_is_never_written_over()
    {
        // The first number of a network's tensors, which begins like no JSON; and of a report there may be an empty file.
        string model = _folder.AddBytes("small.onnx", TinyModel.Affine()), data = _folder.AddBytes("small.onnx.data", 0, 0, 128, 63), empty = _folder.AddBytes("empty.json");
        string[] command = ["bench", model, "--threads", "1", "--seconds", "0", "--min-count", "1", "--warmup", "1", "--force", "--json"];
        (int code, string output, string error) = EdgeTool.Run([.. command, data]);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith($"{data}(1): error RSDTR3002: --json would overwrite a file that is no JSON: give another file, or delete this one.", error, StringComparison.Ordinal);
        Assert.Equal([0, 0, 128, 63], File.ReadAllBytes(data));
        Assert.Equal(0, EdgeTool.Run([.. command, empty]).ExitCode);
        Assert.Equal(0, EdgeTool.Run([.. command, empty]).ExitCode);
    }

    [Fact]
    public void A_baseline_that_nothing_can_be_held_against_is_told_before_anything_is_measured()
    {
        string model = _folder.AddBytes("small.onnx", TinyModel.Affine()), json = _folder.File("old.json");
        Assert.Equal(0, EdgeTool.Run("bench", model, "--threads", "1", "--seconds", "0", "--min-count", "96", "--force", "--json", json).ExitCode);
        LatencyReport report = LatencyReportJson.Load(json);
        string[] command = ["bench", _folder.File("absent.onnx"), "--baseline", json];
        Fails(report with { VoidReasons = ["it was hot"] }, "the baseline is void (it was hot)", [.. command, "--threads", "1"]);
        Fails(report with { VoidReasons = [] }, "the number of threads of the baseline is 1, here it is 2", [.. command, "--threads", "2"]);
        Fails(report with { VoidReasons = [] }, "in turns with another model", [.. command, "--threads", "1", "--against", model]);
        Fails(report with { VoidReasons = [], BlockMs = [.. report.BlockMs[..7]] }, "7 blocks of runs in the baseline are too few", [.. command, "--threads", "1"]);
        Fails(report with { VoidReasons = [], BlockMs = [.. report.BlockMs[1..], -1] }, "took -1, which is no time", [.. command, "--threads", "1"]);
        Fails(report with { VoidReasons = [], Board = report.Board with { Governor = "ondemand+" } }, "the governor of the baseline is ondemand+", [.. command, "--threads", "1"]);

        void Fails(LatencyReport baseline, string why, string[] arguments)
        {
            LatencyReportJson.Save(baseline, json);
            (int code, string output, string error) = EdgeTool.Run(arguments);
            Assert.Equal((1, ""), (code, output));
            Assert.StartsWith($"{json}(1): error RSDTR4010: ", error, StringComparison.Ordinal);
            Assert.Contains(why, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_report_takes_the_baselines_place_only_where_it_is_held_against_what_was_there_and_holds()
    {
        string model = _folder.AddBytes("small.onnx", TinyModel.Affine()), json = _folder.File("last.json");
        string[] command = ["bench", model, "--threads", "1", "--seconds", "0", "--min-count", "96", "--force", "--json", json];
        Assert.Equal(0, EdgeTool.Run(command).ExitCode);
        LatencyReport old = LatencyReportJson.Load(json);
        LatencyReportJson.Save(old with { BlockMs = [.. old.BlockMs.Select(block => block / 1000)] }, json);
        (int code, _, string error) = EdgeTool.Run([.. command, "--baseline", json]);
        Assert.Equal(3, code);
        Assert.Contains("error RSDTR4009: ", error, StringComparison.Ordinal);
        Assert.Equal(old.BlockMs[0] / 1000, LatencyReportJson.Load(json).BlockMs[0]);

        LatencyReportJson.Save(old with { BlockMs = [.. old.BlockMs.Select(block => block * 1000)] }, json);
        Assert.Equal(0, EdgeTool.Run([.. command, "--baseline", json]).ExitCode);
        Assert.NotEqual(old.BlockMs[0] * 1000, LatencyReportJson.Load(json).BlockMs[0]);
    }
}
