using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.Measurement;

/// <summary>Holds docs/schemas/latency-report.schema.json and what rsdtr-edge bench writes together, both ways.</summary>
public sealed class LatencyReportSchemaTests
{
    // Of the elements of collections nullability is not known at run time; no report has null there.
    private static readonly JsonSchemaExporterOptions s_exporter = new() { TreatNullObliviousAsNonNullable = true };

    private static readonly string s_text = File.ReadAllText(Path.Combine(RepositoryLayout.Root, "docs", "schemas", "latency-report.schema.json"));

    [Fact]
    public void The_schema_has_each_property_that_is_written_with_its_type_and_no_other() =>
        Assert.Equal(SchemaShape.Of(LatencyReportContext.Default.LatencyReport.GetJsonSchemaAsNode(s_exporter)), SchemaShape.Of(JsonNode.Parse(s_text)!));

    [Fact]
    public void A_written_report_fits_and_one_with_a_foreign_property_does_not()
    {
        string report = LatencyReportJson.Write(new LatencyReport
        {
            Model = "net.onnx",
            Count = 3,
            WarmUpCount = 1,
            Board = new BoardInfo { Temperatures = [new ThermalZone("cpu-thermal", 51.5)], Throttling = new ThrottlingState(0x50000) },
            OnnxRuntime = "1.30.0",
            Against = new LatencyComparison { Model = "other.onnx", Count = 3, WarmUpCount = 1, Speedup = 1.5, Pairs = 3 },
        });
        using JsonDocument schema = JsonDocument.Parse(s_text);
        var check = new JsonSchemaCheck(schema.RootElement);
        Assert.True(check.Accepts(report));
        Assert.False(check.Accepts(report.Replace("\"speedup\"", "\"gain\"", StringComparison.Ordinal)));
        Assert.False(check.Accepts(report.Replace("\"schema\": 1", "\"schema\": 2", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_schema_names_the_version_that_is_written() =>
        Assert.Equal(LatencyReport.CurrentSchema, (int)JsonNode.Parse(s_text)!["properties"]!["schema"]!["const"]!);
}
