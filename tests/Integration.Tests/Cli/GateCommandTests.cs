using System.Text.Json;
using RsdtrEdge.Compressor.Reports;

namespace RsdtrEdge.Integration.Tests.Cli;

/// <summary><c>rsdtr gate</c>: the lock file and the summary of a build, from its reports.</summary>
public sealed class GateCommandTests : CliTest
{
    private const string Limit = "\"parameters\": 900";

    [Fact]
    public void A_request_that_cannot_be_read_is_wrong_usage()
    {
        Assert.Equal(("absent.json", "RSDTR3002"), Told(Fail(2, "gate", "absent.json")));
        Write("request.json", "{ \"project\": \"p.csproj\", \"modells\": [] }");
        Assert.Equal(("request.json", "RSDTR3002"), Told(Fail(2, "gate", "request.json")));
        WriteRequest("x.onnx");
        Write("x.onnx.report.json", "no report");
        Assert.Equal(("x.onnx.report.json", "RSDTR3005"), Told(Fail(4, "gate", "request.json")));

        static (string, string) Told(ErrorLine line) => (Path.GetFileName(line.Origin), line.Code);
    }

    [Fact]
    public void The_summary_has_each_figure_before_and_after_and_each_limit_that_failed()
    {
        WriteBudget(Limit);
        Compress("small|1_.onnx", "board.json", 0);
        WriteBudget("\"parameters\": 60");
        Compress("large.onnx", "board.json", 3);
        WriteRequest("small|1_.onnx", "large.onnx");
        _ = Run("gate", "request.json").Succeeds();

        CompressionReport report = ReportFile.Read(Full("small|1_.onnx.report.json"));
        string[] lines = File.ReadAllLines(Full("summary.md"));
        Assert.Equal("### p.csproj: compressed networks", lines[0]);
        int small = Array.FindIndex(lines, line => line.StartsWith("| small\\|1\\_.onnx | board | parameters | 1,460 | ", StringComparison.Ordinal));
        int large = Array.FindIndex(lines, line => line.StartsWith("| large.onnx | board | parameters | 1,460 | ", StringComparison.Ordinal));
        Assert.InRange(large, 2, small - 1);
        Assert.Contains(FormattableString.Invariant($"| {report.After.Parameters:N0} ({100.0 * report.After.Parameters / 1460:F1} %) | 900 | "), lines[small], StringComparison.Ordinal);
        Assert.EndsWith("| met |", lines[small], StringComparison.Ordinal);
        Assert.EndsWith("| **not met** |", lines[large], StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"| FLOPs | {2 * CliModels.ClassifierMacs:N0} | "), lines[small + 1], StringComparison.Ordinal);
        string failed = Assert.Single(lines, line => line.StartsWith("- ", StringComparison.Ordinal));
        Assert.Matches(@"^- RSDTR2101 board\.json, line 3: small\.onnx: [0-9,]+ parameters \\> 60: .*raise ", failed);
        Assert.Equal("", File.ReadAllText(Full("verdict.txt")));
    }

    [Fact]
    public void The_lock_is_written_held_against_and_kept_where_nothing_changes()
    {
        WriteBudget(Limit);
        Compress("a.onnx", "board.json", 0);
        WriteRequest("a.onnx");
        _ = Run("gate", "request.json").Succeeds();
        Assert.Equal("", File.ReadAllText(Full("verdict.txt")));
        Assert.False(File.Exists(Full("rsdtr.lock.json")));

        Assert.EndsWith("rsdtr.lock.json was written", Run("gate", "request.json", "--update-lock").Succeeds().Output.TrimEnd(), StringComparison.Ordinal);
        string locked = File.ReadAllText(Full("rsdtr.lock.json"));
        using JsonDocument document = JsonDocument.Parse(locked);
        JsonElement entry = Assert.Single(document.RootElement.GetProperty("models").EnumerateArray());
        CompressionReport report = ReportFile.Read(Full("a.onnx.report.json"));
        Assert.Equal(("a.onnx", "board", Model), (entry.GetProperty("name").GetString(), entry.GetProperty("budget").GetString(), entry.GetProperty("source").GetString()));
        Assert.Equal((report.After.Parameters, report.After.Flops, report.After.Bytes), (entry.GetProperty("parameters").GetInt64(), entry.GetProperty("flops").GetInt64(), entry.GetProperty("modelBytes").GetInt64()));
        Assert.Equal(report.Source.XxHash128, entry.GetProperty("inputs").GetProperty("model").GetString());
        Assert.Equal(new FileInfo(Full("a.onnx")).Length, report.After.Bytes);

        Assert.EndsWith("is up to date", Run("gate", "request.json", "--update-lock").Succeeds().Output.TrimEnd(), StringComparison.Ordinal);
        // The ends of lines, which git may change, are no change of the budget.
        Write("board.json", File.ReadAllText(Full("board.json")).ReplaceLineEndings("\r\n"));
        Assert.Equal(0, Run("gate", "request.json").ExitCode);
        Assert.Equal("", File.ReadAllText(Full("verdict.txt")));

        Write("rsdtr.lock.json", locked.Replace($"\"parameters\": {report.After.Parameters}", $"\"parameters\": {report.After.Parameters - 1}", StringComparison.Ordinal));
        Assert.Equal(3, Run("gate", "request.json").ExitCode);
        int line = 1 + Array.FindIndex(locked.Split('\n'), text => text.Contains("\"parameters\"", StringComparison.Ordinal));
        Assert.StartsWith($"{Full("rsdtr.lock.json")}({line}): error RSDTR2206: a.onnx (board): ", File.ReadAllText(Full("verdict.txt")), StringComparison.Ordinal);
        Assert.Contains("- RSDTR2206 rsdtr.lock.json", File.ReadAllText(Full("summary.md")), StringComparison.Ordinal);
    }

    private void Compress(string name, string budget, int exitCode) => Assert.Equal(exitCode, Run(
        "compress", Model, "--budget", Full(budget), "-o", name, "--report", name + ".report.json", "--diagnostics", name + ".diagnostics.txt", "--allow-unmet").ExitCode);

    private void WriteRequest(params string[] names) => Write("request.json", JsonSerializer.SerializeToUtf8Bytes(new
    {
        project = Full("p.csproj"),
        lockFile = Full("rsdtr.lock.json"),
        verdict = Full("verdict.txt"),
        summary = Full("summary.md"),
        models = names.Select(name => new
        {
            name,
            source = Full(Model),
            budgetFiles = File.Exists(Full("board.json")) ? [Full("board.json")] : Array.Empty<string>(),
            options = "",
            report = Full(name + ".report.json"),
            verdict = Full(name + ".diagnostics.txt"),
        }),
    }));
}
