using System.Diagnostics.Metrics;
using RsdtrEdge.Runtime.Board;

namespace RsdtrEdge.Runtime.Monitoring;

/// <summary>
/// Publishes the state of the board: throttling, temperatures, clocks, power (<see cref="RuntimeMetrics"/> has the names). The board is read when
/// metrics are collected, on the collector's thread, at most once a second, and never while nobody listens. What is not known has no measurement.
/// One is made when the program starts, and kept.
/// </summary>
public sealed class BoardMetrics : IDisposable
{
    // The instruments of one collection are asked one after the other and share a reading.
    private static readonly TimeSpan s_leastAge = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Meter _meter = RuntimeMetrics.CreateMeter();
    private readonly IBoardTelemetry _telemetry;
    private readonly bool _asksFirmware;
    private readonly TimeProvider _time;
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly long _start;
    private BoardReading _earlier;
    private BoardReading _now;
    private long _readAt;

    /// <summary>Reads the board for the first time, and publishes from now on.</summary>
    /// <param name="telemetry">What tells of the board; null: the kernel of this machine.</param>
    /// <param name="device">What the machine is called; null: the board's own name, where it has one.</param>
    /// <param name="asksFirmware">
    /// Whether each collection may start <c>vcgencmd</c> on a Raspberry Pi whose kernel does not show the throttling word; without it, throttling is not
    /// known there.
    /// </param>
    public BoardMetrics(IBoardTelemetry? telemetry = null, string? device = null, bool asksFirmware = false)
        : this(telemetry, device, asksFirmware, TimeProvider.System)
    {
    }

    /// <summary>As the public one, with a clock of the test.</summary>
    internal BoardMetrics(IBoardTelemetry? telemetry, string? device, bool asksFirmware, TimeProvider time)
    {
        _telemetry = telemetry ?? new KernelTelemetry();
        _asksFirmware = asksFirmware;
        _time = time;
        _tags = (device ?? _telemetry.ReadModel()) is { } name ? [new("device", name)] : [];
        _earlier = _now = _telemetry.Read(asksFirmware);
        _readAt = _start = time.GetTimestamp();
        _ = _meter.CreateObservableGauge<int>(
            RuntimeMetrics.DeviceThrottled, () => Observe(ToThrottled), "1", "Whether something holds the processor back, or has done since the last reading.");
        _ = _meter.CreateObservableCounter<long>(
            RuntimeMetrics.DeviceThrottleEvents, () => Observe(ToThrottleEvents), "{event}", "How often the hardware has held processors back.");
        _ = _meter.CreateObservableGauge<double>(RuntimeMetrics.DeviceTemperature, () => Observe(ToTemperatures), "Cel", "Temperatures.");
        _ = _meter.CreateObservableGauge<double>(RuntimeMetrics.DeviceClock, () => Observe(ToClocks), "Hz", "Clocks of processors.");
        _ = _meter.CreateObservableGauge<double>(RuntimeMetrics.DevicePower, () => Observe(ToPower), "W", "What the whole board draws.");
    }

    /// <summary>Publishes no more.</summary>
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> ToThrottled() =>
        ThrottlingSignal.Find(_earlier, _now).Select(signal => new Measurement<int>(signal.IsHolding ? 1 : 0, With("cause", signal.Name)));

    private IEnumerable<Measurement<long>> ToThrottleEvents() => _now.ThrottleEvents is { } events ? [new(events, _tags)] : [];

    // Zones of one name, of which there are some on PCs, are one: the hottest.
    private IEnumerable<Measurement<double>> ToTemperatures() =>
        from zone in _now.Temperatures
        where !zone.IsPlaceholder
        group zone.Celsius by zone.Name into zones
        select new Measurement<double>(zones.Max(), With("zone", zones.Key));

    private IEnumerable<Measurement<double>> ToClocks() =>
        from policy in _now.Clocks
        let hertz = policy.MHz * 1e6
        where hertz is not null
        select new Measurement<double>(hertz.GetValueOrDefault(), With("group", policy.Name));

    private IEnumerable<Measurement<double>> ToPower() => _now.BoardWatts is { } watts ? [new(watts, _tags)] : [];

    private KeyValuePair<string, object?>[] With(string key, string value) => [.. _tags, new(key, value)];

    private T[] Observe<T>(Func<IEnumerable<T>> measure)
    {
        lock (_lock)
        {
            if (_time.GetElapsedTime(_readAt) >= s_leastAge)
            {
                (_earlier, _now) = (_now, _telemetry.Read(_asksFirmware) with { Moment = _time.GetElapsedTime(_start) });
                _readAt = _time.GetTimestamp();
            }

            return [.. measure()];
        }
    }
}
