using System.Text;
using System.Text.Json.Nodes;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Tests.Reports;

/// <summary>A report that a user names may be any file: it is read whole, or refused with one code.</summary>
public sealed class GivenReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_read_with_or_without_a_byte_order_mark()
    {
        string text = ReportFile.ToJson(Report());
        foreach (byte[] content in (byte[][])[Encoding.UTF8.GetBytes(text), [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)]])
        {
            GivenReport given = GivenReport.Read(Write(content));
            Assert.Null(given.FineTuning);
            Assert.Equal(text, ReportFile.ToJson(given.Compression!));
        }
    }

    [Fact]
    public void So_is_the_report_of_a_fine_tuning()
    {
        string text = ReportFile.ToJson(Training());
        GivenReport given = GivenReport.Read(Write(Encoding.UTF8.GetBytes(text)));
        Assert.Null(given.Compression);
        Assert.Equal(text, ReportFile.ToJson(given.FineTuning!));
    }

    [Theory]
    [InlineData("", "is no JSON", 1)]
    [InlineData("no report", "is no JSON", 1)]
    [InlineData("{\n\"schema\":\n", "is no JSON", 3)]
    [InlineData("null", "has no \"schema\"", 1)]
    [InlineData("[]", "has no \"schema\"", 1)]
    [InlineData("{ \"schema\": 1 }", "has no \"schema\"", 1)]
    [InlineData("{ \"schema\": \"rsdtr-report/2\" }", "is of the schema 'rsdtr-report/2'", 1)]
    [InlineData("{ \"schema\": \"rsdtr-report/1\" }", "does not hold what rsdtr-report/1 demands", 1)]
    [InlineData("{ \"schema\": \"rsdtr-finetune/1\" }", "does not hold what rsdtr-finetune/1 demands", 1)]
    public void Anything_else_is_refused_with_what_was_expected_and_the_remedy(string text, string what, int line)
    {
        RsdtrException exception = Refused(text);
        Assert.Equal(line, exception.Diagnostic.Line);
        Assert.StartsWith($"The report {what}", exception.Message, StringComparison.Ordinal);
        Assert.Contains("rsdtr-", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("write it anew with rsdtr compress --report, a build or rsdtr finetune --report.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("source.file", "null")]
    [InlineData("source", "{}")]
    [InlineData("before.parameters", "\"many\"")]
    [InlineData("before.parameters", "1e30")]
    [InlineData("verdict", "1")]
    [InlineData("verdict", "\"good\"")]
    [InlineData("layers", "[null]")]
    [InlineData("layers.0.shape", "null")]
    [InlineData("layers.0.shape", "[-1, 2]")]
    [InlineData("layers.0.shape", "[9000000000, 9000000000]")]
    [InlineData("canonicalization", "[null]")]
    public void So_is_a_report_with_a_value_that_none_has(string key, string value)
    {
        JsonNode report = JsonNode.Parse(ReportFile.ToJson(Report()))!;
        string[] path = key.Split('.');
        JsonNode parent = path[..^1].Aggregate(report, (node, name) => (int.TryParse(name, out int index) ? node[index] : node[name])!);
        parent[path[^1]] = JsonNode.Parse(value);
        Assert.StartsWith("The report does not hold what rsdtr-report/1 demands: ", Refused(report.ToJsonString()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_no_report_and_neither_is_a_folder()
    {
        Assert.Contains("it does not exist; expected is rsdtr-report/1 or rsdtr-finetune/1", Refusal(_folder.File("absent.json")).Message, StringComparison.Ordinal);
        Assert.Contains("it does not exist", Refusal(_folder.File("absent/report.json")).Message, StringComparison.Ordinal);
        Assert.Contains("it is a folder", Refusal(_folder.Path).Message, StringComparison.Ordinal);
    }

    private RsdtrException Refused(string text) => Refusal(Write(Encoding.UTF8.GetBytes(text)));

    private static RsdtrException Refusal(string path)
    {
        RsdtrException exception = Assert.Throws<RsdtrException>(() => GivenReport.Read(path));
        Assert.Equal((ToolDiagnostics.ReportUnreadable, path), (exception.Diagnostic.Descriptor, exception.Diagnostic.File));
        return exception;
    }

    private string Write(byte[] content)
    {
        string path = _folder.File("report.json");
        File.WriteAllBytes(path, content);
        return path;
    }

    private static CompressionReport Report() => new()
    {
        Source = new SourceReport("small.onnx", null),
        Tool = new ToolReport("rsdtr", "1.0", null, "auto", ""),
        Before = new CostFigures(10, null, null, 100, null),
        After = new CostFigures(10, null, null, 100, null),
        Layers = [new LayerReport("conv", [2, 3, 1, 1], "dense", [], null, "dense", 6, null, double.PositiveInfinity, "the limits are met without it")],
        Canonicalization = ["one"],
        Verdict = Verdict.Met,
    };

    private static FineTuningReport Training() => new()
    {
        Source = new SourceReport("small.onnx", null),
        Tool = new ToolReport("rsdtr", "1.0", null, "finetune", ""),
        Images = 10,
        NotTrained = [],
        Parameters = 10,
        Flops = null,
        Before = new HeldOutFigures(2, null, null, 0.5, null),
        After = new HeldOutFigures(2, null, null, 0.25, null),
        BestEpoch = 1,
        Epochs = [new EpochFigures(1, 5, 0, 0.5, 1, 0.005, new HeldOutFigures(2, null, null, 0.25, null), true, 10, 1)],
        ImagesPerSecond = 10,
        End = FineTuningEnd.Finished,
    };
}
