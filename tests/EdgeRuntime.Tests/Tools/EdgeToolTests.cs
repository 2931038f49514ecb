using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Runtime.Tests.DataSets;
using RsdtrEdge.Runtime.Tests.Onnx;

namespace RsdtrEdge.Runtime.Tests.Tools;

public sealed class EdgeToolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("no command", new string[0])]
    [InlineData("'frob'", new[] { "frob" })]
    [InlineData("'MODEL'", new[] { "bench" })]
    [InlineData("'--frob'", new[] { "bench", "--frob" })]
    [InlineData("--threads takes a whole number of 1 or more and below 1025, not '0'", new[] { "bench", "m.onnx", "--threads", "0" })]
    [InlineData("--seconds takes a number of 0 or more and below 86401, not 'long'", new[] { "bench", "m.onnx", "--seconds", "long" })]
    [InlineData("--min-count takes a whole number of 1 or more and at most 2147483647, not '3000000000'", new[] { "bench", "m.onnx", "--min-count", "3000000000" })]
    [InlineData("--allowed-change takes a number of 1 or more, not 'Infinity'", new[] { "bench", "m.onnx", "--baseline", "b.json", "--allowed-change", "Infinity" })]
    [InlineData("--input-shape takes sizes", new[] { "bench", "m.onnx", "--input-shape", "1,x" })]
    [InlineData("--allowed-change takes a number of 1 or more, not '0.9'", new[] { "bench", "m.onnx", "--baseline", "b.json", "--allowed-change", "0.9" })]
    [InlineData("--allowed-change needs --baseline: see rsdtr-edge bench --help.", new[] { "bench", "m.onnx", "--allowed-change", "1.1" })]
    [InlineData("see rsdtr-edge --help.", new[] { "frob" })]
    [InlineData("see rsdtr-edge run --help.", new[] { "run", "" })]
    [InlineData("--input", new[] { "run", "m.onnx" })]
    [InlineData("--threads takes a whole number from 1 to 1024, not 'x'", new[] { "profile", "--threads", "1", "--threads", "x" })]
    [InlineData("--seconds takes", new[] { "profile", "--seconds", "0" })]
    public void A_wrong_command_line_is_one_line_and_exit_code_2(string expected, string[] arguments)
    {
        (int code, string output, string error) = EdgeTool.Run(arguments);
        Assert.Equal(2, code);
        Assert.Equal("", output);
        Assert.StartsWith("rsdtr-edge: error RSDTR3002: ", OneLine(error), StringComparison.Ordinal);
        if (expected != "no command")
        {
            Assert.Contains(expected, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_missing_model_is_one_line_about_the_file_and_exit_code_1()
    {
        string path = _folder.File("absent.onnx");
        (int code, _, string error) = EdgeTool.Run("bench", path);
        Assert.Equal(1, code);
        Assert.StartsWith($"{path}(1): error RSDTR1001: ", OneLine(error), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_library_is_one_line_and_exit_code_4()
    {
        (int code, string output, string error) = EdgeTool.Run(_folder.File("absent.so"), ["info"]);
        Assert.Equal(4, code);
        Assert.StartsWith("rsdtr-edge: error RSDTR4001: ", OneLine(error), StringComparison.Ordinal);
        Assert.Contains("processor", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Info_tells_the_library_in_use()
    {
        (int code, string output, string error) = EdgeTool.Run("info");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains($"ONNX Runtime  {OnnxRuntime.Current.Version}", output, StringComparison.Ordinal);
        Assert.Contains($"providers     {string.Join(", ", OnnxRuntime.Current.AvailableProviders)}", output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_execution_provider_that_the_library_lacks_is_a_warning_and_stands_in_the_report()
    {
        string model = _folder.AddBytes("small.onnx", TinyModel.Affine()), json = _folder.File("report.json"), array = _folder.File("x.npy");
        (int code, _, string error) = EdgeTool.Run("bench", model, "--provider", "Abacus", "--seconds", "0", "--min-count", "8", "--warmup", "2", "--json", json, "--force");
        Assert.Equal(0, code);
        Assert.StartsWith($"{model}(1): warning RSDTR4011: the execution provider 'Abacus' cannot be used: ", error, StringComparison.Ordinal);
        LatencyReport report = LatencyReportJson.Load(json);
        Assert.Null(report.Provider);
        Assert.Contains("'Abacus'", report.ProviderFallback, StringComparison.Ordinal);

        // The other model of a comparison did without, too.
        string other = _folder.AddBytes("other.onnx", TinyModel.Affine());
        (code, _, error) = EdgeTool.Run(
            "bench", model, "--against", other, "--provider", "Abacus", "--seconds", "0", "--min-count", "8", "--warmup", "2", "--json", json, "--force");
        Assert.Equal(0, code);
        Assert.Contains($"{other}(1): warning RSDTR4011: ", error, StringComparison.Ordinal);
        Assert.Contains("'Abacus'", LatencyReportJson.Load(json).Against!.ProviderFallback, StringComparison.Ordinal);

        NpyWriter.Save(array, new float[] { 1, 2, 3 }, 1, 1, 1, 3);
        string identity = _folder.AddBytes("identity.onnx", TinyModel.Identity(TensorElementType.Float, "n", "1", "1", "3"));
        (code, string output, error) = EdgeTool.Run("run", identity, "--input", array, "--provider", "Abacus");
        Assert.Equal(0, code);
        Assert.StartsWith($"{identity}(1): warning RSDTR4011: ", OneLine(error), StringComparison.Ordinal);
        Assert.Contains("1 to 3", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Bench_prints_every_figure_with_what_it_depends_on_and_writes_the_report()
    {
        string model = _folder.AddBytes("small.onnx", TinyModel.Affine()), against = _folder.AddBytes("large.onnx", TinyModel.Slow(64, 60));
        string json = _folder.File("report.json");
        (int code, string output, string error) = EdgeTool.Run(
            "bench", model, "--against", against, "--threads", "1", "--seconds", "0", "--min-count", "100", "--warmup", "4", "--json", json, "--force");
        Assert.Equal(0, code);
        AssertVoidAtMost(error);
        foreach (string word in new[] { "board", $"ONNX Runtime {OnnxRuntime.Current.Version}, threads 1", "throttled", "meanwhile", "affinity", "runs", "warm-up", "p50 ms", "p90 ms", "p95 ms", "p99 ms", "max ms", "times as fast as", "verdict: " })
        {
            Assert.Contains(word, output, StringComparison.Ordinal);
        }

        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(json));
        Assert.Equal(100, report.RootElement.GetProperty("count").GetInt32());
        Assert.Equal(4, report.RootElement.GetProperty("warmUpCount").GetInt32());
        if (OperatingSystem.IsLinux())
        {
            Assert.True(report.RootElement.GetProperty("peakResidentBytes").GetInt64() > 0);
            Assert.True(report.RootElement.GetProperty("against").GetProperty("peakResidentBytes").GetInt64() > 0);
        }
    }

    [Theory]
    [InlineData("1000000", 0, "budget b: met")]
    [InlineData("0.000001", 3, "error RSDTR2109: ")]
    public void Bench_holds_the_latency_against_a_budget(string limit, int expected, string word)
    {
        string model = _folder.AddBytes("small.onnx", TinyModel.Affine()), budget = _folder.File("b.json");
        File.WriteAllText(budget, $$"""
            { "name": "b", "title": "B",
              "limits": { "latencyMs": { "percentile": 90, "limit": {{limit}}, "threads": 1 } } }
            """);
        (int code, string output, string error) = EdgeTool.Run("bench", model, "--budget", budget, "--seconds", "0", "--force");
        Assert.Equal(expected, code);
        Assert.Contains(word, output + error, StringComparison.Ordinal);
        if (expected != 0)
        {
            Assert.StartsWith($"{budget}(2): ", error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Runs_of_unlike_inputs_are_told_beside_their_ratio()
    {
        string one = _folder.AddBytes("one.onnx", TinyModel.Identity(TensorElementType.Float, "1", "2")), eight = _folder.AddBytes("eight.onnx", TinyModel.Identity(TensorElementType.Float, "8", "2"));
        (_, string output, _) = EdgeTool.Run("bench", one, "--against", eight, "--threads", "1", "--seconds", "0", "--min-count", "40", "--force");
        Assert.Contains("times as fast as", output, StringComparison.Ordinal);
        Assert.Contains("that is of runs, and their inputs differ: [1,2] (batch 1) and [8,2] (batch 8)", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_is_no_file_of_samples()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // A pipe is no file there.
        }

        string model = _folder.AddBytes("identity.onnx", TinyModel.Identity(TensorElementType.Float, "1", "1", "1", "3"));
        foreach (string name in (string[])["x.npy", "x.png"])
        {
            string pipe = _folder.File(name);
            using Process made = Process.Start("mkfifo", [pipe]);
            made.WaitForExit();
            // Who writes to it holds it open.
            using Process writer = Process.Start("sh", ["-c", "exec sleep 30 > \"$0\"", pipe]);
            (int code, string output, string error) = EdgeTool.Run("run", model, "--input", pipe);
            writer.Kill();
            Assert.Equal((1, ""), (code, output));
            Assert.StartsWith($"{pipe}(1): error RSDTR1101: cannot be read: ", error, StringComparison.Ordinal);
            Assert.Contains("pipe; save it to", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Run_prints_the_outputs_of_each_sample()
    {
        string model = _folder.AddBytes("identity.onnx", TinyModel.Identity(TensorElementType.Float, "n", "1", "1", "3"));
        string array = _folder.File("x.npy");
        NpyWriter.Save(array, new float[] { 1, 2, 3, -4, 0, 7 }, 2, 1, 1, 3);
        (int code, string output, string error) = EdgeTool.Run("run", model, "--input", array);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("y [1,1,1,3]: 1 to 3, mean 2", output, StringComparison.Ordinal);
        Assert.Contains("y [1,1,1,3]: -4 to 7, mean 1", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_prints_the_largest_values_of_a_vector_first()
    {
        byte[] flatten = new TinyModel()
            .Node("Flatten", ["x"], ["y"])
            .Input("x", TensorElementType.Float, "n", "1", "1", "3").Output("y", TensorElementType.Float, "n", "3")
            .ToArray();
        string array = _folder.File("x.npy");
        NpyWriter.Save(array, new float[] { 1, 30, 2 }, 1, 1, 1, 3);
        (int code, string output, string error) = EdgeTool.Run("run", _folder.AddBytes("flatten.onnx", flatten), "--input", array, "--top", "2");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("y [1,3]: 1 30  2 2", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_of_the_same_board_is_held_against_and_one_of_half_the_time_is_a_regression()
    {
        string model = _folder.AddBytes("slow.onnx", TinyModel.Slow(64, 60)), json = _folder.File("old.json");
        string[] command = ["bench", model, "--threads", "1", "--seconds", "0", "--min-count", "96", "--force"];
        Assert.Equal(0, EdgeTool.Run([.. command, "--json", json]).ExitCode);
        (int code, string output, _) = EdgeTool.Run([.. command, "--baseline", json, "--allowed-change", "50"]);
        Assert.Equal(0, code);
        Assert.Contains($"baseline {json}: not slower", output, StringComparison.Ordinal);

        LatencyReport old = LatencyReportJson.Load(json);
        LatencyReportJson.Save(old with { BlockMs = [.. old.BlockMs.Select(block => block / 100)] }, json);
        (code, _, string error) = EdgeTool.Run([.. command, "--baseline", json]);
        Assert.Equal(3, code);
        Assert.Contains($"{json}(1): error RSDTR4009: {model}: slower, ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_void_measurement_ends_with_its_reason_and_its_code_and_keeps_its_mark_where_it_is_forced()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // Elsewhere nothing tells of other programs where there are many processors.
        }

        // Twice as many threads as processors have nothing to wait for but each other: other programs' work, as the measurement sees it.
        string model = _folder.AddBytes("slow.onnx", TinyModel.Slow(64, 60)), json = _folder.File("void.json");
        using CancellationTokenSource stop = new();
        Thread[] load = [.. Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => new Thread(() => Spin(stop.Token)))];
        Array.ForEach(load, thread => thread.Start());
        try
        {
            string[] command = ["bench", model, "--seconds", "0.5", "--json", json];
            (int code, string output, string error) = EdgeTool.Run(command);
            Assert.Equal(4, code);
            Assert.Contains("VOID: ", output, StringComparison.Ordinal);
            Assert.Contains("verdict: void", output, StringComparison.Ordinal);
            Assert.StartsWith($"rsdtr-edge: error RSDTR4008: {model}: the measurement is void: ", OneLine(error), StringComparison.Ordinal);
            (code, _, error) = EdgeTool.Run([.. command, "--force"]);
            Assert.Equal(0, code);
            Assert.StartsWith("rsdtr-edge: warning RSDTR4008: ", OneLine(error), StringComparison.Ordinal);
            Assert.True(LatencyReportJson.Load(json).Void);
        }
        finally
        {
            stop.Cancel();
            Array.ForEach(load, thread => thread.Join());
        }
    }

    [Theory]
    // SIGTERM, and what a closed terminal sends, SIGHUP. Not SIGINT: a process that is started in the background has to ignore it; the program takes all alike.
    [InlineData(15)]
    [InlineData(1)]
    public async Task A_signal_ends_a_measurement_in_progress_with_130(int signal)
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // It looks into /proc to see that the measurement has begun.
        }

        string model = _folder.AddBytes("small.onnx", TinyModel.Affine());
        using Process process = EdgeTool.Start(null, ["bench", model, "--seconds", "600"]);
        Task<string> error = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
        _ = await EdgeTool.MeasuringChild(process);
        if (Ignores(process.Id, signal))
        {
            process.Kill(entireProcessTree: true);
            return; // As under nohup, whose children ignore SIGHUP, and are to.
        }

        Assert.Equal(0, SendSignal(process.Id, signal));
        await process.WaitForExitAsync();
        Assert.Equal(130, process.ExitCode);
        Assert.StartsWith("rsdtr-edge: error RSDTR3004: ", OneLine(await error), StringComparison.Ordinal);
        Assert.Equal("", await output);
    }

    [Theory]
    [InlineData(4, "RSDTR4005", "SIGILL")]
    [InlineData(9, "RSDTR4006", "SIGKILL")]
    public async Task The_death_of_the_process_that_measures_is_told(int signal, string code, string word)
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // It looks into /proc for the process that measures.
        }

        // Runs that are long: what comes from outside must meet native code, where such deaths happen. In managed code the runtime makes of it what it likes.
        string model = _folder.AddBytes("slow.onnx", TinyModel.Slow(256, 200));
        using Process process = EdgeTool.Start(null, ["bench", model, "--seconds", "600"]);
        Task<string> error = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
        int child = await EdgeTool.MeasuringChild(process);
        while (!process.HasExited)
        {
            // The runtime's handler takes the first one that comes from outside for none of its own; the second one kills.
            _ = SendSignal(child, signal);
            await Task.Delay(50);
        }

        Assert.Equal(4, process.ExitCode);
        string line = Assert.Single((await error).Split('\n'), line => line.StartsWith(model, StringComparison.Ordinal));
        Assert.StartsWith($"{model}(1): error {code}: ", line, StringComparison.Ordinal);
        Assert.Contains(word, line, StringComparison.Ordinal);
        Assert.Equal("", await output);
    }

    [Fact]
    public async Task So_is_that_of_the_process_that_profiles_and_what_it_has_timed_stays()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // It looks into /proc for the process that measures.
        }

        string profile = _folder.File("board.profile.json");
        using Process process = EdgeTool.Start(null, ["profile", "-o", profile, "--threads", "1"]);
        Task<string> error = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
        int child = await EdgeTool.MeasuringChild(process);
        while (!process.HasExited && !File.Exists(profile))
        {
            await Task.Delay(50);
        }

        Assert.Equal(0, SendSignal(child, 9));
        await process.WaitForExitAsync();
        Assert.Equal(4, process.ExitCode);
        Assert.StartsWith($"{profile}(1): error RSDTR4006: the process that ran the model was killed (SIGKILL): ", OneLine(await error), StringComparison.Ordinal);
        Assert.Equal("", await output);
        Assert.Equal(OnnxRuntime.Current.Version, DeviceProfileFile.Read(profile).OnnxRuntime);
    }

    private static void Spin(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
        }
    }

    // The machine that runs the tests may be busy; anything else on the stream is an error.
    private static void AssertVoidAtMost(string error)
    {
        if (error.Length > 0)
        {
            Assert.StartsWith("rsdtr-edge: warning RSDTR4008: ", OneLine(error), StringComparison.Ordinal);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);

    // A mask of hexadecimal digits, signal 1 in its lowest bit (proc(5), status).
    private static bool Ignores(int processId, int signal)
    {
        string mask = File.ReadLines($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/status").Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        return (ulong.Parse(mask.AsSpan("SigIgn:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> (signal - 1) & 1) == 1;
    }

    private static string OneLine(string error) => Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
}
