using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.SelfTests;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Runtime.Tests.Onnx;

namespace RsdtrEdge.Runtime.Tests.Deployment;

[UnsupportedOSPlatform("windows")]
public sealed class DeploymentTests : IDisposable
{
    private readonly FakeBoard _board = new();

    public void Dispose() => _board.Dispose();

    [LinuxFact]
    public void A_release_is_copied_whole_becomes_current_and_is_measured_with_its_own_library()
    {
        _board.Application.Write("sub folder/it's.txt", "text");
        string json = _board.FileHere("report.json");
        (int code, string output, string error) = _board.Deploy("--json", json, "--port", "2222", "--ssh-option", "ProxyJump=gateway");
        Assert.True(code == 0, output + error);

        string release = Assert.Single(_board.Releases("app"));
        Assert.Equal($"releases/{release}", _board.Current("app"));
        string there = Path.Combine(_board.Home, "app", "current");
        Assert.Equal("text", File.ReadAllText(Path.Combine(there, "sub folder", "it's.txt")));
        Assert.Equal(TinyModel.Affine(), File.ReadAllBytes(Path.Combine(there, PublishedApplication.Model)));
        Assert.Equal(PublishedApplication.Model, LatencyReportJson.Load(json).Model);
        foreach (string word in new[] { "every file has the hash", "(before: none)", "p99 ms", "verdict: ", "deployed" })
        {
            Assert.Contains(word, output, StringComparison.Ordinal);
        }

        // What the user says comes before what the program says: ssh takes the first.
        string[] words = _board.SshWords;
        Assert.True(Array.IndexOf(words, "2222") > 0);
        Assert.InRange(Array.IndexOf(words, "ProxyJump=gateway"), 1, Array.IndexOf(words, "BatchMode=yes") - 1);
    }

    [LinuxFact]
    public void The_newest_releases_stay_and_nothing_else_in_their_folder_is_touched()
    {
        string[] arguments = ["--no-bench", "--keep", "2"];
        Assert.Equal(0, _board.Deploy(arguments).ExitCode);
        string other = Directory.CreateDirectory(Path.Combine(_board.Home, "app", "releases", "mine")).FullName;
        string first = _board.Current("app")!;
        for (int version = 0; version < 2; version++)
        {
            _board.Application.Write("version.txt", $"{version}");
            Assert.Equal(0, _board.Deploy(arguments).ExitCode);
        }

        string[] releases = [.. _board.Releases("app").Where(name => name != "mine")];
        Assert.Equal(2, releases.Length);
        Assert.DoesNotContain(Path.GetFileName(first), releases);
        Assert.Equal($"releases/{releases[^1]}", _board.Current("app"));
        Assert.True(Directory.Exists(other));
    }

    [LinuxFact]
    public void A_release_that_fails_on_the_board_is_taken_back()
    {
        Assert.Equal(0, _board.Deploy("--no-bench").ExitCode);
        string? good = _board.Current("app");
        _board.Application.Write(PublishedApplication.Model, "no network");
        (int code, _, string error) = _board.Deploy();
        Assert.Equal(4, code);
        Assert.StartsWith("rsdtr-edge: error RSDTR4208: pi@board: ", error, StringComparison.Ordinal);
        Assert.Contains("RSDTR1002", error, StringComparison.Ordinal);
        Assert.Contains($"{good} is current again", error, StringComparison.Ordinal);
        Assert.Equal(good, _board.Current("app"));
        Assert.Equal(good, $"releases/{Assert.Single(_board.Releases("app"))}");
    }

    [LinuxFact]
    public void A_network_with_open_sizes_is_measured_in_the_shape_that_is_given()
    {
        _board.Application.Write(PublishedApplication.Model, TinyModel.Identity(TensorElementType.Float, "n", "1", "h", "w"));
        (int code, _, string error) = _board.Deploy();
        Assert.True(code == 4, error);
        Assert.Contains("error RSDTR4208: ", error, StringComparison.Ordinal);
        Assert.Contains("--input-shape", error, StringComparison.Ordinal);

        string json = _board.FileHere("report.json");
        (code, string output, error) = _board.Deploy("--input-shape", "1,1,2,3", "--json", json);
        Assert.True(code == 0, output + error);
        Assert.Equal([1, 1, 2, 3], LatencyReportJson.Load(json).InputShape.ToArray());
    }

    [LinuxFact]
    public void The_first_release_that_fails_leaves_none()
    {
        _board.Application.Write(PublishedApplication.Model, "no network");
        Assert.Equal(4, _board.Deploy().ExitCode);
        Assert.Null(_board.Current("app"));
        Assert.Empty(_board.Releases("app"));
    }

    [LinuxFact]
    public void A_release_that_computes_something_else_is_taken_back()
    {
        // It records 100 for a number of the normal distribution times two.
        _board.Application.Write(PublishedApplication.Model, new TinyModel()
            .Initializer("w", [2]).Node("Mul", ["x", "w"], ["y"])
            .Input("x", TensorElementType.Float, "1", "1").Output("y", TensorElementType.Float, "1", "1")
            .Metadata(ExpectedOutputs.MetadataKey, "1 seed=1 input=1,1 tolerance=2E-3 output=0:1:100:100").ToArray());
        (int code, _, string error) = _board.Deploy();
        Assert.Equal(4, code);
        Assert.Contains("error RSDTR4208: ", error, StringComparison.Ordinal);
        Assert.Contains("RSDTR4007", error, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_release_that_is_too_slow_for_the_budget_is_taken_back_with_exit_code_3_and_its_report_comes_back()
    {
        string budget = WriteBudget(TooSlow), json = _board.FileHere("report.json");
        (int code, string output, string error) = _board.Deploy("--budget", budget, "--json", json, "--dotnet", _board.MeasuringWith(voidReason: null));
        Assert.True(code == 3, output + error);
        Assert.Contains($"rsdtr-edge: error RSDTR4209: pi@board: {budget}(1): error RSDTR2109: {PublishedApplication.Model}: p90 ", error, StringComparison.Ordinal);
        Assert.Contains("p99 ms", output, StringComparison.Ordinal);
        Assert.True(LatencyReportJson.Load(json).Count >= 100);
        Assert.Null(_board.Current("app"));
    }

    [LinuxFact]
    public void A_budget_that_is_met_is_told_with_its_file()
    {
        string budget = WriteBudget(Generous);
        (int code, string output, string error) = _board.Deploy("--budget", budget, "--dotnet", _board.MeasuringWith(voidReason: null));
        Assert.True(code == 0, output + error);
        Assert.Contains($"budget     b: met, p90 <= 1000000 ms ({budget})", output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_report_that_cannot_be_written_is_told_before_anything_is_sent()
    {
        string json = Path.Combine(_board.FileHere("absent"), "report.json");
        (int code, string output, string error) = _board.Deploy("--json", json);
        Assert.Equal((4, ""), (code, output));
        Assert.StartsWith($"{json}(1): error RSDTR3001: ", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_board.Home, "app")));
    }

    [LinuxFact]
    public void A_report_that_cannot_be_written_in_the_end_is_shown_and_takes_no_release_back()
    {
        // It is there when the deployment begins, and gone from the first connection on.
        string folder = Directory.CreateDirectory(_board.FileHere("reports")).FullName, json = Path.Combine(folder, "report.json");
        _board.Greeting = $"rm -rf '{folder}'";
        (int code, string output, string error) = _board.Deploy("--json", json);
        Assert.True(code == 0, output + error);
        Assert.Contains("p99 ms", output, StringComparison.Ordinal);
        Assert.Contains($"{json}(1): warning RSDTR3001: The output cannot be written: the folder {folder} does not exist.", error, StringComparison.Ordinal);
        Assert.NotNull(_board.Current("app"));
    }

    [LinuxTheory]
    [InlineData(TooSlow)]
    [InlineData(Generous)]
    public void A_void_measurement_takes_no_release_back_and_lets_none_pass(string limit)
    {
        string budget = WriteBudget(limit), json = _board.FileHere("report.json");
        (int code, string output, string error) = _board.Deploy("--budget", budget, "--json", json, "--dotnet", _board.MeasuringWith("the clock dropped"));
        Assert.True(code == 0, output + error);
        Assert.Contains("rsdtr-edge: warning RSDTR4008: pi@board: net.onnx: the measurement is void: the clock dropped\n", error, StringComparison.Ordinal);
        Assert.Contains($"{budget}(1): warning RSDTR2107: pi@board: {PublishedApplication.Model}: limits.latencyMs does not judge the release", error, StringComparison.Ordinal);
        Assert.Contains("VOID: the clock dropped", output, StringComparison.Ordinal);
        Assert.Equal("the clock dropped", Assert.Single(LatencyReportJson.Load(json).VoidReasons));
        Assert.NotNull(_board.Current("app"));
    }

    [LinuxFact]
    public void What_the_board_warns_of_is_told_here()
    {
        string budget = WriteBudget("\"parameters\": 1000");
        (int code, string output, string error) = _board.Deploy("--budget", budget);
        Assert.True(code == 0, output + error);
        Assert.Contains($"{budget}(1): warning RSDTR2107: pi@board: the budget b has no limits.latencyMs: nothing was checked", error, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void What_holds_the_streams_of_ssh_open_does_not_hold_the_deployment_up()
    {
        // As a connection that ssh leaves behind: the first call's own child.
        string left = _board.FileHere("left");
        _board.Greeting = $"[ -e '{left}' ] || {{ sleep 600 > /dev/null & echo $! > '{left}'; }}";
        using Process process = Process.Start(_board.CreateStart(_board.Arguments("--no-bench")))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        bool ended = process.WaitForExit(TimeSpan.FromMinutes(4));
        using (Process sleeping = Process.GetProcessById(int.Parse(File.ReadAllText(left), CultureInfo.InvariantCulture)))
        {
            sleeping.Kill();
        }

        Assert.True(ended);
        Assert.True(process.ExitCode == 0, output.Result + error.Result);
        Assert.NotNull(_board.Current("app"));
        Assert.Contains("ControlMaster=no", _board.SshWords);
    }

    [LinuxFact]
    public void The_command_that_restarts_runs_in_the_current_release_and_again_where_it_fails()
    {
        string log = _board.FileHere("restarts");
        string command = $"cat version.txt >> '{log}'; ! grep -q bad version.txt";
        _board.Application.Write("version.txt", "good ");
        Assert.Equal(0, _board.Deploy("--no-bench", "--restart", command).ExitCode);
        string? good = _board.Current("app");
        _board.Application.Write("version.txt", "bad ");
        (int code, _, string error) = _board.Deploy("--no-bench", "--restart", command);
        Assert.Equal(4, code);
        Assert.Contains("error RSDTR4208: ", error, StringComparison.Ordinal);
        Assert.Equal("good bad good ", File.ReadAllText(log));
        Assert.Equal(good, _board.Current("app"));
    }

    [LinuxFact]
    public void A_command_that_ends_as_ssh_does_where_it_fails_itself_is_not_taken_for_that()
    {
        (int code, _, string error) = _board.Deploy("--no-bench", "--restart", "exit 255");
        Assert.Equal(4, code);
        Assert.StartsWith("rsdtr-edge: error RSDTR4208: pi@board: 'exit 255' failed: exit code 255: ", error, StringComparison.Ordinal);
        Assert.Null(_board.Current("app"));
    }

    [LinuxFact]
    public void A_file_that_arrives_as_another_one_is_told_and_nothing_is_switched()
    {
        Assert.Equal(0, _board.Deploy("--no-bench").ExitCode);
        string? good = _board.Current("app");
        _ = _board.Replace("tar", "/bin/tar \"$@\" && echo more >> App.dll");
        _board.Application.Write("version.txt", "2");
        (int code, _, string error) = _board.Deploy("--no-bench");
        Assert.Equal(4, code);
        Assert.StartsWith("rsdtr-edge: error RSDTR4206: pi@board: App.dll: SHA-256 ", error, StringComparison.Ordinal);
        Assert.Equal(good, _board.Current("app"));
        Assert.Single(_board.Releases("app"));
    }

    [LinuxFact]
    public void What_the_users_shell_prints_first_is_not_taken_for_an_answer()
    {
        _board.Greeting = """printf 'current=releases/none\n{ "schema": 1 }\nWelcome to the board'""";
        string json = _board.FileHere("report.json");
        (int code, string output, string error) = _board.Deploy("--json", json);
        Assert.True(code == 0, output + error);
        Assert.Contains("(before: none)", output, StringComparison.Ordinal);
        Assert.Equal(PublishedApplication.Model, LatencyReportJson.Load(json).Model);
        string? good = _board.Current("app");
        _board.Application.Write(PublishedApplication.Model, "no network");
        (code, _, error) = _board.Deploy();
        Assert.Equal(4, code);
        Assert.Contains($"{good} is current again", error, StringComparison.Ordinal);
        Assert.Equal(good, _board.Current("app"));
    }

    [LinuxFact]
    public void Another_deployments_choice_stays()
    {
        Assert.Equal(0, _board.Deploy("--no-bench").ExitCode);
        (int code, _, string error) = _board.Deploy("--no-bench", "--restart", "mkdir ../other && ln -sfn releases/other ../../current; false");
        Assert.Equal(4, code);
        Assert.Contains("another deployment has made releases/other current meanwhile", error, StringComparison.Ordinal);
        Assert.Equal("releases/other", _board.Current("app"));
    }

    [LinuxFact]
    public void A_folder_in_the_place_of_the_link_is_left_alone()
    {
        string current = Directory.CreateDirectory(Path.Combine(_board.Home, "app", "current")).FullName;
        (int code, _, string error) = _board.Deploy("--no-bench");
        Assert.Equal(4, code);
        Assert.Contains("error RSDTR4207: pi@board: the switch failed: ", error, StringComparison.Ordinal);
        Assert.True(Directory.Exists(current));
        Assert.Null(_board.Current("app"));
    }

    private const string Generous = """ "latencyMs": { "percentile": 90, "limit": 1000000, "threads": 1 } """;

    private const string TooSlow = """ "latencyMs": { "percentile": 90, "limit": 0.000001, "threads": 1 } """;

    // On one line.
    private string WriteBudget(string limit)
    {
        string budget = _board.FileHere("b.json");
        File.WriteAllText(budget, $$"""{ "name": "b", "title": "B", "limits": { {{limit}} } }""");
        return budget;
    }
}
