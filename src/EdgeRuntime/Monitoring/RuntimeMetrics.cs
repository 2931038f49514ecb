using System.Diagnostics.Metrics;

namespace RsdtrEdge.Runtime.Monitoring;

/// <summary>
/// The names under which the library publishes metrics (System.Diagnostics.Metrics). Every <see cref="Models.EdgeModel"/> publishes its runs by
/// itself, and nothing is done for it while nobody listens; <see cref="BoardMetrics"/> publishes the state of the board. OpenTelemetry listens with
/// <c>AddMeter(RuntimeMetrics.MeterName)</c>, <c>dotnet-counters</c> with <c>--counters RsdtrEdge.Runtime</c>.
/// </summary>
public static class RuntimeMetrics
{
    /// <summary>The meter.</summary>
    public const string MeterName = "RsdtrEdge.Runtime";

    /// <summary>A histogram: how long a run of a model lasts, in seconds, with the tags <c>model</c> and, where its name is known, <c>device</c>.</summary>
    public const string InferenceDuration = "rsdtr.inference.duration";

    /// <summary>A gauge for each <c>cause</c> of which the machine tells: 1 where it holds the processor back, or has done since the last reading, else 0.</summary>
    public const string DeviceThrottled = "rsdtr.device.throttled";

    /// <summary>A counter: how often the hardware has held processors back since it was switched on.</summary>
    public const string DeviceThrottleEvents = "rsdtr.device.throttle.events";

    /// <summary>A gauge for each thermal <c>zone</c>, in degrees Celsius.</summary>
    public const string DeviceTemperature = "rsdtr.device.temperature";

    /// <summary>A gauge for each <c>group</c> of processors that share a clock, in hertz: the one that was asked for (<see cref="Board.ClockPolicy.MHz"/>).</summary>
    public const string DeviceClock = "rsdtr.device.clock";

    /// <summary>A gauge: what the whole board draws, in watts.</summary>
    public const string DevicePower = "rsdtr.device.power";

    private static readonly Meter s_meter = CreateMeter();

    /// <summary>The runs of all models. Its buckets are those that a collector should use, unless it is told otherwise: from 0.1 ms to 10 s.</summary>
    internal static Histogram<double> Duration { get; } = s_meter.CreateHistogram(
        InferenceDuration,
        "s",
        "How long a run of a model lasts.",
        tags: null,
        new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        });

    /// <summary>A meter of the name; it takes its instruments along when it is disposed.</summary>
    internal static Meter CreateMeter() => new(MeterName, typeof(RuntimeMetrics).Assembly.GetName().Version?.ToString(3));
}
