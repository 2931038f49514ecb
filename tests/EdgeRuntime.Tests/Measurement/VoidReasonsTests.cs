using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Tests.Board;

namespace RsdtrEdge.Runtime.Tests.Measurement;

/// <summary>Each cause that voids a measurement, alone.</summary>
public sealed class VoidReasonsTests
{
    private static readonly double[] Steady = [.. Enumerable.Repeat(1.0, 100)];

    [Fact]
    public void A_steady_measurement_on_a_free_processor_is_not_void()
    {
        MeasurementConditions conditions = Conditions();
        Assert.Empty(VoidReasons.Find(conditions, Steady));
        Assert.Null(conditions.Throttled);
        MeasurementConditions told = Conditions(Reading(word: 0), Reading(word: 0));
        Assert.Empty(VoidReasons.Find(told, Steady));
        Assert.False(told.Throttled);
    }

    [Theory]
    [InlineData(0u, 0u, 0x40000u, "throttled")]
    [InlineData(0u, 0u, 0x10000u, "under-voltage")]
    [InlineData(0x50000u, 0x50005u, 0x50000u, "under-voltage, throttled")] // remembered since long, but held again for a moment in between
    [InlineData(0x80008u, 0x80008u, 0x80008u, "soft temperature limit")]
    public void What_the_firmware_says_of_throttling_and_under_voltage_voids_it(uint before, uint during, uint after, string causes)
    {
        MeasurementConditions conditions = Conditions(Reading(before), Reading(during), Reading(after));
        Assert.Equal($"the processor was held back: {causes}", Assert.Single(VoidReasons.Find(conditions, Steady)));
        Assert.True(conditions.Throttled);
    }

    [Fact]
    public void What_happened_before_does_not()
    {
        MeasurementConditions conditions = Conditions(Reading(0x50000), Reading(0x50000), Reading(0x50000));
        Assert.Empty(VoidReasons.Find(conditions, Steady));
        Assert.False(conditions.Throttled);
    }

    [Fact]
    public void What_the_kernels_file_remembers_is_of_the_measurement_from_its_second_poll_on()
    {
        using BoardFixture board = new();
        board.Write("sys/devices/platform/soc/soc:firmware/get_throttled", "60000\n");
        MeasurementConditions conditions = At(board.Telemetry.Read(), 0, 2, 4);
        Assert.Equal("the processor was held back: Arm frequency capped, throttled", Assert.Single(VoidReasons.Find(conditions, Steady)));
        Assert.True(conditions.Throttled);

        // What stands there before may be from before the first reading.
        Assert.False(At(board.Telemetry.Read(), 0, 0.5, 1.9).Throttled);

        // The firmware itself remembers since the machine was started.
        board.Delete("sys/devices/platform/soc/soc:firmware/get_throttled");
        conditions = At(board.TelemetryWith("throttled=0x60000").Read(), 0, 2, 4);
        Assert.Empty(VoidReasons.Find(conditions, Steady));
        Assert.False(conditions.Throttled);

        static MeasurementConditions At(BoardReading reading, params double[] seconds) =>
            Conditions([.. seconds.Select(second => reading with { Moment = TimeSpan.FromSeconds(second) })]);
    }

    [Theory]
    [InlineData(true, 0u, 4)] // it is read for 2 s longer
    [InlineData(true, 0x40000u, 1)] // until the poll has told of something
    [InlineData(false, 0u, 0)] // of what the firmware says itself nothing is awaited
    public void At_the_end_the_next_poll_of_the_throttling_word_is_awaited(bool isPolled, uint told, int waits)
    {
        // Before, during, after, and the polls: the measurement takes 3 s.
        BoardReading free = new() { Throttling = new(0) { IsPolled = isPolled }, Clocks = [new("policy0") { MHz = 1800 }] };
        FakeTelemetry telemetry = new(free, free, free, free with { Throttling = new(told) { IsPolled = isPolled }, Clocks = [new("policy0") { MHz = 600 }] });
        ManualTime time = new();
        int waited = 0;
        MeasurementConditions conditions = ConditionsRecorder.Around(
            telemetry,
            1,
            recorder =>
            {
                time.Advance(TimeSpan.FromSeconds(3));
                Assert.True(recorder.ReadWhenDue());
            },
            time,
            wait: span =>
            {
                waited++;
                time.Advance(span);
            });
        Assert.Equal(waits, waited);
        Assert.Equal(told != 0, ThrottlingCauses.Find(conditions).Length > 0);
        // All else is of the end of the measurement.
        Assert.Equal((1800, TimeSpan.FromSeconds(3)), (conditions.After.FastestMHz, conditions.ElapsedTime));
    }

    [Fact]
    public void A_measurement_shorter_than_a_poll_waits_until_the_word_can_be_of_it()
    {
        // The kernel's file tells of the time before for a second, then of the measurement.
        FakeTelemetry telemetry = new(Word(0x40000), Word(0x40000), Word(0x40000), Word(0x40000), Word(0));
        ManualTime time = new();
        MeasurementConditions conditions = ConditionsRecorder.Around(telemetry, 1, _ => time.Advance(TimeSpan.FromSeconds(0.4)), time, wait: time.Advance);
        Assert.Equal(TimeSpan.FromSeconds(2.4), conditions.After.Moment);
        Assert.False(conditions.Throttled);

        static BoardReading Word(uint word) => new() { Throttling = new(word) { IsPolled = true } };
    }

    [Theory]
    [InlineData(0x40004u)] // holds at the end
    [InlineData(0x40000u)] // is new since the beginning
    public void What_is_told_at_the_end_of_a_short_measurement_is_not_lost_in_the_next_poll(uint told)
    {
        FakeTelemetry telemetry = new(Word(0), Word(told), Word(0));
        ManualTime time = new();
        MeasurementConditions conditions = ConditionsRecorder.Around(telemetry, 1, _ => time.Advance(TimeSpan.FromSeconds(0.4)), time, wait: time.Advance);
        Assert.True(conditions.Throttled);

        static BoardReading Word(uint word) => new() { Throttling = new(word) { IsPolled = true } };
    }

    [Fact]
    public void The_kernels_own_alarm_of_under_voltage_voids_it() =>
        AssertOnly("rpi_volt", new BoardReading(), new BoardReading { UnderVoltage = true }, new BoardReading { UnderVoltage = false });

    [Theory]
    [InlineData(null, true, 2)] // the alarm alone: until it has told of something
    [InlineData(null, false, 4)] // or for as long as a poll takes
    [InlineData(true, true, 2)] // beside the kernel's copy of the word
    [InlineData(false, true, 0)] // the firmware itself says what the alarm would
    public void At_the_end_the_next_poll_of_the_alarm_is_awaited(bool? isPolled, bool told, int waits)
    {
        // Before, after, and the polls.
        BoardReading free = new() { UnderVoltage = false, Throttling = isPolled is { } polled ? new(0) { IsPolled = polled } : null };
        FakeTelemetry telemetry = new(free, free, free, free with { UnderVoltage = told });
        ManualTime time = new();
        int waited = 0;
        MeasurementConditions conditions = ConditionsRecorder.Around(telemetry, 1, _ => time.Advance(TimeSpan.FromSeconds(3)), time, wait: span =>
        {
            waited++;
            time.Advance(span);
        });
        Assert.Equal(waits, waited);
        Assert.Equal(told && waits > 0 ? "the supply was too low (rpi_volt)" : "", string.Join("; ", ThrottlingCauses.Find(conditions)));
    }

    [Fact]
    public void A_limit_on_the_clock_against_heat_voids_it_and_a_fan_does_not()
    {
        AssertOnly("cpufreq-cpu0", new BoardReading(), new BoardReading { Cooling = [new("cpufreq-cpu0", 2, 24)] }, new BoardReading());
        Assert.Empty(VoidReasons.Find(Conditions(new BoardReading(), new BoardReading { Cooling = [new("pwm-fan", 4, 4), new("cpufreq-cpu0", 0, 24)] }), Steady));
    }

    [Fact]
    public void A_counter_of_throttling_that_grows_voids_it()
    {
        AssertOnly("counted", new BoardReading { ThrottleEvents = 7 }, new BoardReading { ThrottleEvents = 8 });
        MeasurementConditions still = Conditions(new BoardReading { ThrottleEvents = 7 }, new BoardReading { ThrottleEvents = 7 });
        Assert.Empty(VoidReasons.Find(still, Steady));
        Assert.False(still.Throttled);
    }

    [Theory]
    [InlineData(1800, 1625, false)]
    [InlineData(1800, 1600, true)]
    [InlineData(1400, 1200, true)] // a governor that asks for less; what a Pi's firmware does on its own the clock does not show
    public void A_clock_that_drops_while_it_runs_voids_it(double high, double low, bool isVoid)
    {
        // Before and after the board rests: that is no drop.
        MeasurementConditions conditions = Conditions(Clock(600), Clock(high), Clock(low), Clock(600));
        Assert.Equal(isVoid ? $"the clock dropped: from {high} to {low} MHz, below 90 %" : null, VoidReasons.Find(conditions, Steady).SingleOrDefault());
    }

    [Fact]
    public void The_clock_of_a_group_that_rests_is_no_drop() =>
        Assert.Empty(VoidReasons.Find(Conditions(Clocks(1510, 729), Clocks(1510, 115), Clocks(729, 1510), Clocks(1510, 729)), Steady));

    [Fact]
    public void A_limit_of_the_clock_that_falls_voids_it_and_one_that_was_low_before_does_not()
    {
        AssertOnly("policy0 may run at 1400 MHz, before at 1800", Limit(1800), Limit(1400), Limit(1800));
        Assert.Empty(VoidReasons.Find(Conditions(Limit(1400), Limit(1400), Limit(1400)), Steady));
    }

    [Fact]
    public void A_governor_that_is_changed_voids_it() => AssertOnly("from ondemand to powersave", Governor("ondemand"), Governor("ondemand"), Governor("powersave"));

    [Fact]
    public void The_limit_of_a_container_that_stops_it_voids_it() =>
        AssertOnly("in 3 periods", new BoardReading { ContainerThrottledPeriods = 4 }, new BoardReading { ContainerThrottledPeriods = 7 });

    [Fact]
    public void A_share_of_a_processor_below_nine_tenths_voids_it_and_is_named()
    {
        Assert.Empty(VoidReasons.Find(Conditions(processorSeconds: 9), Steady));
        Assert.Contains("89 %", Assert.Single(VoidReasons.Find(Conditions(processorSeconds: 8.9), Steady)), StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_that_wait_for_a_GPU_need_no_processor_but_what_they_have_is_theirs()
    {
        MeasurementConditions waiting = Conditions([Busy(100), Busy(102)], processorSeconds: 2, threads: 1, mayWait: true);
        Assert.Empty(VoidReasons.Find(waiting, Steady));

        // Four processors were busy for ten seconds, and the measurement had two of the forty.
        MeasurementConditions crowded = Conditions([Busy(100), Busy(140)], processorSeconds: 2, threads: 1, mayWait: true);
        Assert.Contains("3.80 of 4 processors", Assert.Single(VoidReasons.Find(crowded, Steady)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 3.2, null)] // three processors were free for others
    [InlineData(1, 3.3, "other programs were running: they had 3.30 of 4 processors, and the measurement ran 1 threads")]
    [InlineData(4, 0.2, null)]
    [InlineData(4, 0.3, "other programs were running: they had 0.30 of 4 processors, and the measurement ran 4 threads")]
    public void Other_programs_that_take_what_the_threads_need_void_it(int threads, double background, string? reason)
    {
        // In ten seconds all together were busy for what the others had and the ten seconds of the measurement.
        MeasurementConditions conditions = Conditions(Busy(100), Busy(100 + 10 + (10 * background)), threads: threads);
        Assert.Equal(background, conditions.BackgroundProcessors!.Value, 9);
        Assert.Equal(reason, VoidReasons.Find(conditions, Steady).SingleOrDefault());
    }

    [Theory]
    [InlineData(1.14, false)]
    [InlineData(1.16, true)]
    [InlineData(0.88, false)]
    [InlineData(0.86, true)]
    public void A_median_that_drifts_voids_it(double last, bool isVoid)
    {
        double[] samples = [.. Enumerable.Repeat(1.0, 25), .. Enumerable.Repeat(1.0, 50), .. Enumerable.Repeat(last, 25)];
        Assert.Equal(isVoid, !VoidReasons.Find(Conditions(), samples).IsEmpty);
    }

    [Fact]
    public void A_few_samples_are_too_few_to_speak_of_drift() => Assert.Empty(VoidReasons.Find(Conditions(), [1, 2, 3, 4, 5, 6, 7, 8]));

    [Fact]
    public void Power_is_the_mean_of_what_was_read_while_it_ran()
    {
        Assert.Equal(4, Conditions(Watts(1), Watts(3), Watts(5), Watts(9)).BoardWatts);
        Assert.Null(Conditions(Watts(1), Watts(3), Watts(9)).BoardWatts);
        Assert.Null(Conditions().BoardWatts);
    }

    [Fact]
    public void The_board_is_read_before_and_after_and_in_between_every_half_second_without_its_command()
    {
        FakeTelemetry telemetry = new(Clock(600), Clock(1800), Clock(1700), Clock(1000));
        ManualTime time = new();
        List<bool> read = [];
        MeasurementConditions conditions = ConditionsRecorder.Around(telemetry, 2, recorder =>
        {
            for (int i = 0; i < 5; i++)
            {
                time.Advance(TimeSpan.FromMilliseconds(250));
                read.Add(recorder.ReadWhenDue());
            }
        }, time);
        Assert.Equal([false, true, false, true, false], read);
        Assert.Equal([true, false, false, true], telemetry.Asked);
        Assert.Equal((1700, 1800), conditions.Clocks);
        Assert.Equal(TimeSpan.FromMilliseconds(1250), conditions.ElapsedTime);
        ConditionsReport report = conditions.ToReport();
        Assert.Equal((600, 1000, 2), (report.Before.FastestMHz, report.After.FastestMHz, report.Readings));
    }

    private static void AssertOnly(string word, params BoardReading[] readings) =>
        Assert.Contains(word, Assert.Single(VoidReasons.Find(Conditions(readings), Steady)), StringComparison.Ordinal);

    private static BoardReading Reading(uint word) => new() { Throttling = new(word) };

    private static BoardReading Clock(double now) => new() { Clocks = [new("policy0") { MHz = now }] };

    private static BoardReading Clocks(double first, double second) => new() { Clocks = [new("policy0") { MHz = first }, new("policy4") { MHz = second }] };

    private static BoardReading Limit(double most) => new() { Clocks = [new("policy0") { MostMHz = most }] };

    private static BoardReading Governor(string name) => new() { Clocks = [new("policy0") { Governor = name }] };

    private static BoardReading Busy(double seconds) => new() { Processors = new(seconds, 4) };

    private static BoardReading Watts(double watts) => new() { Power = [new("ina219", null, watts)] };

    private static MeasurementConditions Conditions(params BoardReading[] readings) => Conditions(readings, 10, null);

    private static MeasurementConditions Conditions(double processorSeconds) => Conditions([], processorSeconds, null);

    private static MeasurementConditions Conditions(BoardReading before, BoardReading after, int threads) => Conditions([before, after], 10, threads);

    private static MeasurementConditions Conditions(BoardReading[] readings, double processorSeconds, int? threads, bool mayWait = false) => new()
    {
        Board = new BoardInfo(),
        Before = readings.FirstOrDefault() ?? new(),
        During = readings.Length > 2 ? [.. readings[1..^1]] : [],
        After = readings.LastOrDefault() ?? new(),
        Threads = threads,
        MayWait = mayWait,
        ProcessorTime = TimeSpan.FromSeconds(processorSeconds),
        ElapsedTime = TimeSpan.FromSeconds(10),
    };

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
