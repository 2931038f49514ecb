using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Monitoring;
using RsdtrEdge.Runtime.Tests.Board;

namespace RsdtrEdge.Runtime.Tests.Monitoring;

public sealed class BoardMetricsTests
{
    [Theory]
    [InlineData("pi-zero-2-w")]
    [InlineData("pi-3b-plus")]
    [InlineData("pi-4")]
    [InlineData("pi-5")]
    [InlineData("jetson-nano")]
    [InlineData("jetson-orin-nano")]
    public void What_the_telemetry_of_a_board_says_is_published_and_nothing_else(string board)
    {
        using BoardFixture fixture = new(board);
        BoardReading reading = fixture.Telemetry.Read();
        using MetricCapture capture = new("device", board);
        using BoardMetrics metrics = new(fixture.Telemetry, board);
        IReadOnlyList<CapturedMetric> found = capture.Collect();

        Assert.Equal(
            reading.Temperatures.Where(zone => zone.Name != "PMIC-Die").Select(zone => (zone.Name, zone.Celsius)).Order(),
            Values(found, RuntimeMetrics.DeviceTemperature, "Cel", "zone").Order());
        Assert.Equal(
            reading.Clocks.Select(clock => (clock.Name, clock.MHz!.Value * 1e6)).Order(),
            Values(found, RuntimeMetrics.DeviceClock, "Hz", "group").Order());
        Assert.Equal(reading.BoardWatts is { } watts ? [watts] : [], found.Where(metric => metric.Instrument.Name == RuntimeMetrics.DevicePower).Select(metric => metric.Value));
        Assert.Equal(reading.ThrottleEvents is { } events ? [events] : [], found.Where(metric => metric.Instrument.Name == RuntimeMetrics.DeviceThrottleEvents).Select(metric => metric.Value));
    }

    [Fact]
    public void Causes_of_throttling_are_those_that_the_board_tells_of()
    {
        // 0x50005: under-voltage and throttled, now and before.
        using BoardFixture pi = new("pi-5");
        Assert.Equal(
            [("frequency_capped", 0), ("soft_temperature_limit", 0), ("throttled", 1), ("under_voltage", 1)],
            Throttled(pi.Telemetry, "Raspberry Pi 5 Model B Rev 1.0", name: null).Order());

        using BoardFixture orin = new("jetson-orin-nano");
        Assert.Equal(
            [("cooling", 0), ("hardware", 0)],
            Throttled(orin.Telemetry, "an Orin", "an Orin").Where(cause => cause.Item1 is "cooling" or "hardware").Order());

        Assert.Empty(Throttled(new FakeTelemetry(new BoardReading()), "nothing", "nothing"));
    }

    [Fact]
    public void The_firmwares_command_is_started_only_where_that_is_asked_for()
    {
        int asked = 0;
        using BoardFixture board = new BoardFixture().Write("proc/device-tree/model", "Raspberry Pi Zero\\0");
        KernelTelemetry telemetry = board.TelemetryAsking(() =>
        {
            asked++;
            return "throttled=0x4";
        });
        using MetricCapture capture = new("device", "Raspberry Pi Zero");
        using (BoardMetrics metrics = new(telemetry))
        {
            Assert.Empty(capture.Collect());
            Assert.Equal(0, asked);
        }

        using BoardMetrics asking = new(telemetry, asksFirmware: true);
        Assert.Contains(("throttled", 1.0), Values(capture.Collect(), RuntimeMetrics.DeviceThrottled, "1", "cause"));
        Assert.NotEqual(0, asked);
    }

    [Fact]
    public void What_is_not_known_has_no_measurement()
    {
        using MetricCapture capture = new("device", "an empty board");
        using BoardMetrics metrics = new(new FakeTelemetry(new BoardReading { Clocks = [new ClockPolicy("policy0")] }), "an empty board");
        Assert.Empty(capture.Collect());
    }

    [Fact]
    public void What_held_for_a_moment_between_two_readings_is_told_once()
    {
        FakeTelemetry telemetry = new(
            new BoardReading { Throttling = new ThrottlingState(0), ThrottleEvents = 3 },
            new BoardReading { Throttling = new ThrottlingState(0x20000), ThrottleEvents = 4 },
            new BoardReading { Throttling = new ThrottlingState(0x20000), ThrottleEvents = 4 });
        SteppedTime time = new();
        using MetricCapture capture = new("device", "a moment");
        using BoardMetrics metrics = new(telemetry, "a moment", asksFirmware: false, time);

        Assert.Equal([0.0, 0, 0, 0, 0], Causes());
        time.Pass(TimeSpan.FromSeconds(60));
        Assert.Equal([("frequency_capped", 1.0), ("hardware", 1), ("soft_temperature_limit", 0), ("throttled", 0), ("under_voltage", 0)],
            Values(capture.Collect(), RuntimeMetrics.DeviceThrottled, "1", "cause").Order());
        time.Pass(TimeSpan.FromSeconds(60));
        Assert.Equal([0.0, 0, 0, 0, 0], Causes());

        IEnumerable<double> Causes() => Values(capture.Collect(), RuntimeMetrics.DeviceThrottled, "1", "cause").Select(cause => cause.Item2);
    }

    [Fact]
    public void What_the_kernels_file_remembers_is_told_each_time()
    {
        // Held back for a moment before each of two collections.
        FakeTelemetry telemetry = new(new BoardReading { Throttling = new ThrottlingState(0x40000) { IsPolled = true } });
        SteppedTime time = new();
        using MetricCapture capture = new("device", "polled");
        using BoardMetrics metrics = new(telemetry, "polled", asksFirmware: false, time);
        for (int i = 0; i < 2; i++)
        {
            time.Pass(TimeSpan.FromSeconds(60));
            Assert.Contains(("throttled", 1.0), Values(capture.Collect(), RuntimeMetrics.DeviceThrottled, "1", "cause"));
        }
    }

    [Fact]
    public void The_instruments_of_a_collection_share_a_reading_and_nothing_is_read_without_one()
    {
        FakeTelemetry telemetry = new(new BoardReading { Temperatures = [new ThermalZone("cpu", 50), new ThermalZone("cpu", 60)], Throttling = new ThrottlingState(0) });
        SteppedTime time = new();
        using MetricCapture capture = new("device", "a shared reading");
        using (BoardMetrics metrics = new(telemetry, "a shared reading", asksFirmware: false, time))
        {
            Assert.Equal([false], telemetry.Asked);
            time.Pass(TimeSpan.FromSeconds(60));
            Assert.Equal([60.0], capture.Collect().Where(metric => metric.Tags.ContainsKey("zone")).Select(metric => metric.Value));
            Assert.Equal([false, false], telemetry.Asked);
        }

        Assert.Empty(capture.Collect());
        Assert.Equal(2, telemetry.Asked.Count);
    }

    private static (string, int)[] Throttled(IBoardTelemetry telemetry, string device, string? name)
    {
        using MetricCapture capture = new("device", device);
        using BoardMetrics metrics = new(telemetry, name);
        return [.. Values(capture.Collect(), RuntimeMetrics.DeviceThrottled, "1", "cause").Select(cause => (cause.Item1, (int)cause.Item2))];
    }

    private static IEnumerable<(string, double)> Values(IEnumerable<CapturedMetric> metrics, string instrument, string unit, string tag) =>
        from metric in metrics
        where metric.Instrument.Name == instrument
        where metric.Instrument.Unit == unit
        select (metric.Tags[tag]!, metric.Value);

    private sealed class SteppedTime : TimeProvider
    {
        private TimeSpan _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now.Ticks;

        public void Pass(TimeSpan time) => _now += time;
    }
}
