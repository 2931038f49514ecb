using System.Runtime.InteropServices;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Monitoring;

namespace RsdtrEdge.Samples.Fleet;

/// <summary>Sends the library's metrics to a collector.</summary>
internal static class MetricsExport
{
    /// <summary>
    /// Starts. The variables of OpenTelemetry say where to (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, http://localhost:4318 by default) and how often
    /// (<c>OTEL_METRIC_EXPORT_INTERVAL</c>, 60000 milliseconds); what was not sent is sent when the provider is disposed.
    /// </summary>
    /// <param name="instance">What tells this board from the others.</param>
    /// <param name="board">The board.</param>
    public static MeterProvider Start(string instance, BoardInfo board) => Sdk.CreateMeterProviderBuilder()
        .ConfigureResource(resource => resource
            .AddService("rsdtr-fleet", serviceInstanceId: instance)
            .AddAttributes(Describe(board)))
        .AddMeter(RuntimeMetrics.MeterName)
        .AddOtlpExporter(exporter =>
        {
            if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL") is null)
            {
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
            }
        })
        .Build();

    // What stays the same for a board is said once an export, by the names of OpenTelemetry's conventions, and not with each measurement.
    private static IEnumerable<KeyValuePair<string, object>> Describe(BoardInfo board)
    {
        yield return new("host.name", Environment.MachineName);
        yield return new("host.arch", RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant());
        if (board.Model is not null)
        {
            yield return new("device.model.name", board.Model);
        }

        if (board.Compatible is [string identifier, ..])
        {
            yield return new("device.model.identifier", identifier);
        }

        if (board.Cpu is not null)
        {
            yield return new("host.cpu.model.name", board.Cpu);
        }
    }
}
