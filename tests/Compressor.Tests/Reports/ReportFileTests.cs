using System.Text.Json;
using System.Text.Json.Nodes;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Pipeline;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Tests.Reports;

/// <summary>The report's format is a contract (DESIGN section 5).</summary>
public sealed class ReportFileTests
{
    private static readonly JsonElement s_report = Json(ModelCompressor.Compress(
        SmallNetworks.Residual(), new CompressionOptions { Budget = Budgets.OfFile("\"parameters\": \"50%\""), Threads = 1 }).Report);

    [Fact]
    public void The_report_has_the_keys_of_the_contract()
    {
        AssertHas(s_report, "schema", "source", "tool", "budget", "before", "after", "layers", "receipt", "verdict");
        AssertHas(s_report.GetProperty("before"), "parameters", "macs", "flops", "bytes", "peakActivationBytes");
        AssertHas(s_report.GetProperty("after"), "parameters", "macs", "flops", "bytes", "peakActivationBytes");
        AssertHas(s_report.GetProperty("receipt"), "images", "outputError", "agreement", "top1Before", "top1After");
        Assert.All(
            s_report.GetProperty("layers").EnumerateArray(),
            layer => AssertHas(layer, "name", "shape", "ranks", "shift", "plan", "parameters", "macs", "error", "reason"));
    }

    [Fact]
    public void What_is_read_is_what_was_written_and_anything_else_is_refused()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, s_report.GetRawText());
            Assert.Equal(s_report.GetRawText() + "\n", ReportFile.ToJson(ReportFile.Read(path)));
            foreach (string other in (string[])["", "null", "{}", s_report.GetRawText().Replace("rsdtr-report/1", "rsdtr-report/2", StringComparison.Ordinal)])
            {
                File.WriteAllText(path, other);
                Assert.Equal(ToolDiagnostics.InternalError, Assert.Throws<RsdtrException>(() => ReportFile.Read(path)).Diagnostic.Descriptor);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("source")]
    [InlineData("layers")]
    [InlineData("layers", "0")]
    [InlineData("layers", "0", "shape")]
    [InlineData("before")]
    [InlineData("canonicalization")]
    public void A_null_where_a_figure_must_be_is_refused(params string[] keys)
    {
        JsonNode report = JsonNode.Parse(s_report.GetRawText())!;
        JsonNode parent = keys[..^1].Aggregate(report, (node, key) => node is JsonArray list ? list[0]! : node[key]!);
        if (parent is JsonArray array)
        {
            array[0] = null;
        }
        else
        {
            parent[keys[^1]] = null;
        }

        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, report.ToJsonString());
            RsdtrException exception = Assert.Throws<RsdtrException>(() => ReportFile.Read(path));
            Assert.Equal((ToolDiagnostics.InternalError, path), (exception.Diagnostic.Descriptor, exception.Diagnostic.File));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Every_key_is_camelCase()
    {
        static void Check(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    Assert.Matches("^[a-z][A-Za-z0-9]*$", property.Name);
                    Check(property.Value);
                }
            }
            else if (element.ValueKind == JsonValueKind.Array)
            {
                Assert.All(element.EnumerateArray(), Check);
            }
        }

        Check(s_report);
    }

    [Fact]
    public void The_figures_are_numbers_and_FLOPs_are_twice_the_MACs()
    {
        Assert.Equal("rsdtr-report/1", s_report.GetProperty("schema").GetString());
        JsonElement after = s_report.GetProperty("after");
        Assert.Equal(2 * after.GetProperty("macs").GetInt64(), after.GetProperty("flops").GetInt64());
        JsonElement factorized = s_report.GetProperty("layers").EnumerateArray().First(layer => layer.GetProperty("family").GetString() != "dense");
        // The ranks of a ring, or those between the stages of a chain.
        int expected = factorized.GetProperty("family").GetString() == "ring" ? 4 : factorized.GetProperty("plan").GetString()!.Count(letter => letter == '|');
        Assert.Equal(expected, factorized.GetProperty("ranks").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, factorized.GetProperty("reason").ValueKind);
    }

    [Theory]
    [InlineData(Verdict.Met, "met")]
    [InlineData(Verdict.PassedThrough, "passedThrough")]
    [InlineData(Verdict.NotMet, "notMet")]
    public void The_verdict_is_one_of_three_words(Verdict verdict, string word) =>
        Assert.Equal(word, Json(Report() with { Verdict = verdict }).GetProperty("verdict").GetString());

    [Fact]
    public void What_is_unknown_is_null()
    {
        JsonElement report = Json(Report());
        Assert.Equal(JsonValueKind.Null, report.GetProperty("budget").ValueKind);
        Assert.Equal(JsonValueKind.Null, report.GetProperty("receipt").ValueKind);
        Assert.Equal(JsonValueKind.Null, report.GetProperty("before").GetProperty("flops").ValueKind);
        Assert.Equal(JsonValueKind.Null, report.GetProperty("source").GetProperty("xxHash128").ValueKind);
    }

    [Fact]
    public void An_infinite_error_can_be_written()
    {
        Receipt receipt = new(InputKinds.Images, 1, double.PositiveInfinity, new Dictionary<string, double> { ["logits"] = double.PositiveInfinity }, null, null, null);
        Assert.Equal("Infinity", Json(Report() with { Receipt = receipt }).GetProperty("receipt").GetProperty("outputError").GetString());
    }

    [Fact]
    public void A_report_is_written_whole_or_not_at_all()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("report.json");
        ReportFile.Write(Report(), path);
        Assert.Equal(ReportFile.ToJson(Report()), File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));

        RsdtrException exception = Assert.Throws<RsdtrException>(() => ReportFile.Write(Report(), folder.File("absent/report.json")));
        Assert.Equal(ToolDiagnostics.OutputUnwritable, exception.Diagnostic.Descriptor);
    }

    private static CompressionReport Report() => new()
    {
        Source = new SourceReport("small.onnx", null),
        Tool = new ToolReport("rsdtr", "1.0", null, "auto", ""),
        Before = new CostFigures(10, null, null, 100, null),
        After = new CostFigures(10, null, null, 100, null),
        Layers = [],
        Canonicalization = [],
        Verdict = Verdict.Met,
    };

    private static JsonElement Json(CompressionReport report)
    {
        using JsonDocument document = JsonDocument.Parse(ReportFile.ToJson(report));
        return document.RootElement.Clone();
    }

    private static void AssertHas(JsonElement element, params string[] keys) =>
        Assert.All(keys, key => Assert.True(element.TryGetProperty(key, out _), $"'{key}' is absent from {element}"));
}
