using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.SelfTests;
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
        BoardReading reading = new()
        {
            Clocks = [new ClockPolicy("policy0") { Processors = "0 1 2 3", Governor = "ondemand", MHz = 1500, LeastMHz = 600, MostMHz = 1500, HardwareMHz = 1500 }],
            Temperatures = [new ThermalZone("cpu-thermal", 51.5)],
            Cooling = [new CoolingDevice("pwm-fan", 1, 4), new CoolingDevice("cpufreq-cpu0", 0, null)],
            Throttling = new ThrottlingState(0x50000),
            UnderVoltage = false,
            ThrottleEvents = 2,
            Power = [new PowerReading("ina3221", "VDD_IN", 6.25), new PowerReading("ina219", null, 6.5)],
            Fans = [new FanReading("pwmfan", 2400, 0.5), new FanReading("pwmfan", null, null)],
            Processors = new ProcessorTimes(12.5, 4),
            ContainerThrottledPeriods = 0,
            LoadAverage = 0.25,
            AvailableMemoryBytes = 1L << 32,
        };
        string report = LatencyReportJson.Write(new LatencyReport
        {
            Model = "net.onnx",
            InputShape = [1, 3, 224, 224],
            Count = 3,
            WarmUpCount = 1,
            WarmUpSteady = true,
            Board = new BoardInfo
            {
                Compatible = ["raspberrypi,4-model-b", "brcm,bcm2711"],
                ProcessorLimit = 1.5,
                MemoryLimitBytes = 1L << 31,
                Clocks = reading.Clocks,
                Temperatures = reading.Temperatures,
                Cooling = reading.Cooling,
                Throttling = reading.Throttling,
                Power = reading.Power,
                Fans = reading.Fans,
            },
            OnnxRuntime = "1.30.0",
            Conditions = new ConditionsReport { Before = reading, Readings = 10, BoardWatts = 6.25, ElapsedSeconds = 5.5, ProcessorSeconds = 5.25, BackgroundProcessors = 0.5 },
            BlockMs = [1.5, 1.25],
            SelfTest = new SelfTestResult(1, 1e-5, 2e-3),
            VoidReasons = ["the hardware counted throttling"],
            Against = new LatencyComparison { Model = "other.onnx", Count = 3, WarmUpCount = 1, Speedup = 1.5, Pairs = 3, Ratios = [1.25, 1.5, 1.75] },
        });
        using JsonDocument schema = JsonDocument.Parse(s_text);
        var check = new JsonSchemaCheck(schema.RootElement);
        Assert.True(check.Accepts(report));
        Assert.False(check.Accepts(report.Replace("\"speedup\"", "\"gain\"", StringComparison.Ordinal)));
        Assert.False(check.Accepts(report.Replace("\"schema\": 2", "\"schema\": 1", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_schema_names_the_version_that_is_written() =>
        Assert.Equal(LatencyReport.CurrentSchema, (int)JsonNode.Parse(s_text)!["properties"]!["schema"]!["const"]!);
}
