using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Pipeline;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Compressor.Tests.Reports;

/// <summary>Holds the schemas of reports in docs/schemas and the types that are written together, both ways.</summary>
public sealed class ReportSchemaTests
{
    // Of the elements of collections nullability is not known at run time; none of these reports has null there.
    private static readonly JsonSchemaExporterOptions s_exporter = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = static (context, schema) => AllowNull(context.TypeInfo.Type, schema),
    };

    [Theory]
    [InlineData("compression", typeof(CompressionReport))]
    [InlineData("finetuning", typeof(FineTuningReport))]
    public void A_schema_has_each_property_that_is_written_with_its_type_and_no_other(string name, Type type) =>
        Assert.Equal(SchemaShape.Of(ReportFile.Options.GetJsonSchemaAsNode(type, s_exporter)), SchemaShape.Of(Read(name)));

    [Theory]
    [InlineData("compression")]
    [InlineData("finetuning")]
    public void What_is_always_written_is_demanded(string name)
    {
        JsonNode schema = Read(name);
        string[] properties = [.. SchemaShape.Of(schema).Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)])
            .Where(path => path.Length > 0 && !path.EndsWith(']') && !path.EndsWith('}')).Distinct()];
        Assert.Equal(properties.Except([".guarantee", ".fineTuning"]).Order(StringComparer.Ordinal), SchemaShape.Required(schema));
    }

    [Fact]
    public void The_schemas_name_the_versions_that_are_written()
    {
        Assert.Equal(CompressionReport.CurrentSchema, (string?)Read("compression")["properties"]!["schema"]!["const"]);
        Assert.Equal(FineTuningReport.CurrentSchema, (string?)Read("finetuning")["properties"]!["schema"]!["const"]);
        Assert.Equal(FineTuningReport.CurrentSchema, (string?)Read("compression")["$defs"]!["fineTuning"]!["properties"]!["schema"]!["const"]);
    }

    [Fact]
    public void A_written_report_fits_and_one_with_a_foreign_property_does_not()
    {
        string report = ReportFile.ToJson(ModelCompressor.Compress(
            SmallNetworks.Residual(), new CompressionOptions { Budget = Budgets.OfFile("\"parameters\": \"50%\""), Threads = 1 }).Report);
        using JsonDocument schema = JsonDocument.Parse(Text("compression"));
        var check = new JsonSchemaCheck(schema.RootElement);
        Assert.True(check.Accepts(report));
        Assert.False(check.Accepts(report.Replace("\"verdict\"", "\"judgement\"", StringComparison.Ordinal)));
        Assert.False(check.Accepts(report.Replace("rsdtr-report/1", "rsdtr-report/0", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("compression")]
    [InlineData("finetuning")]
    public void Each_property_is_described(string name)
    {
        JsonNode schema = Read(name);
        IEnumerable<JsonObject> objects = (schema["$defs"] as JsonObject)!.Select(definition => (JsonObject)definition.Value!).Append((JsonObject)schema);
        Assert.All(
            objects.SelectMany(definition => definition["properties"] as JsonObject ?? []),
            property => Assert.False(string.IsNullOrEmpty((string?)property.Value!["description"]), property.Key));
    }

    // The exporter forgets the null of numbers that may be infinite, too.
    private static JsonNode AllowNull(Type type, JsonNode schema)
    {
        if (Nullable.GetUnderlyingType(type) is not null && schema is JsonObject && schema["anyOf"] is JsonArray branches)
        {
            branches.Add(new JsonObject { ["type"] = "null" });
        }

        return schema;
    }

    private static JsonNode Read(string name) => JsonNode.Parse(Text(name))!;

    private static string Text(string name) => File.ReadAllText(Path.Combine(RepositoryLayout.Root, "docs", "schemas", $"{name}-report.schema.json"));
}
