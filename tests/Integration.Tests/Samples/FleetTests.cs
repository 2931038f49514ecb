using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Integration.Tests.Samples.Otlp;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Samples;

/// <summary>The fleet sample, as the build of these tests left it, on two simulated boards that report to one receiver.</summary>
public sealed class FleetTests
{
    private const string Configuration =
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    private static readonly string s_folder = Path.Combine(RepositoryLayout.Root, "samples", "fleet", "bin", Configuration, "net10.0");

    [Fact]
    public void Two_boards_report_their_runs_and_their_state_to_one_collector()
    {
        using TemporaryFolder boards = new("boards");
        string pi = WriteBoard(boards.Path, "pi", ("proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\0"), ("proc/device-tree/compatible", "raspberrypi,4-model-b\0brcm,bcm2711\0"),
            ("sys/class/thermal/thermal_zone0/type", "cpu-thermal\n"), ("sys/class/thermal/thermal_zone0/temp", "61345\n"),
            ("sys/devices/platform/soc/soc:firmware/get_throttled", "50005\n"));
        string jetson = WriteBoard(boards.Path, "jetson", ("proc/device-tree/model", "NVIDIA Jetson Orin Nano Developer Kit\0"));

        using OtlpReceiver receiver = new();
        foreach ((string instance, string root) in (ValueTuple<string, string>[])[("kitchen", pi), ("garage", jetson)])
        {
            CommandResult run = Command.DotNet(
                s_folder,
                ["Fleet.dll", "--instance", instance, "--root", root, "--seconds", "0.5", "--pause", "10"],
                new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint }).Succeeds();
            _ = Assert.Single(run.Lines(" runs: mean "));
        }

        Assert.All(receiver.Exports, export => Assert.Equal("/v1/metrics", export.Path));
        OtlpMetric[] metrics = [.. receiver.Exports.SelectMany(export => export.Metrics)];
        Assert.All(metrics, metric => Assert.Equal(("RsdtrEdge.Runtime", "rsdtr-fleet"), (metric.Scope, metric.Resource["service.name"])));
        Assert.Equal(["garage", "kitchen"], metrics.Select(metric => metric.Resource["service.instance.id"]).Distinct().Order());

        foreach ((string instance, string device) in (ValueTuple<string, string>[])[("kitchen", "Raspberry Pi 4 Model B Rev 1.4"), ("garage", "NVIDIA Jetson Orin Nano Developer Kit")])
        {
            OtlpMetric runs = Named("rsdtr.inference.duration", instance)[^1];
            Assert.Equal(("s", "classifier", device, device), (runs.Unit, runs.Attributes["model"], runs.Attributes["device"], runs.Resource["device.model.name"]));
            Assert.True(runs.Value >= 1);
            Assert.Equal((0.0001, 10.0, 16), (runs.Bounds[0], runs.Bounds[^1], runs.Bounds.Count));
        }

        OtlpMetric temperature = Named("rsdtr.device.temperature", "kitchen")[^1];
        Assert.Equal((61.345, "Cel", "cpu-thermal"), (temperature.Value, temperature.Unit, temperature.Attributes["zone"]));
        Assert.Equal("raspberrypi,4-model-b", temperature.Resource["device.model.identifier"]);
        Assert.Equal(
            [("frequency_capped", 0.0), ("soft_temperature_limit", 0), ("throttled", 1), ("under_voltage", 1)],
            Named("rsdtr.device.throttled", "kitchen").Select(metric => (metric.Attributes["cause"], metric.Value)).Distinct().Order());

        // This board's files say nothing of heat, and unknown is not zero.
        Assert.Equal(["rsdtr.inference.duration"], metrics.Where(metric => metric.Resource["service.instance.id"] == "garage").Select(metric => metric.Name).Distinct());

        OtlpMetric[] Named(string name, string instance) => [.. metrics.Where(metric => metric.Name == name && metric.Resource["service.instance.id"] == instance)];
    }

    [Fact]
    public void It_runs_without_a_collector()
    {
        CommandResult run = Command.DotNet(
            s_folder, ["Fleet.dll", "--instance", "alone", "--seconds", "0.1"], new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9" }).Succeeds();
        _ = Assert.Single(run.Lines("alone: "), line => line.Contains(" runs: mean ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--seconds", "soon")]
    [InlineData("--instance")]
    [InlineData("--collector", "here")]
    public void What_cannot_be_understood_is_refused(params string[] args)
    {
        CommandResult run = Command.DotNet(s_folder, ["Fleet.dll", .. args]);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("usage: Fleet", run.Error, StringComparison.Ordinal);
    }

    private static string WriteBoard(string folder, string name, params (string Path, string Text)[] files)
    {
        string root = Path.Combine(folder, name);
        foreach ((string path, string text) in files)
        {
            string file = Path.Combine(root, path);
            _ = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        return root;
    }
}
