using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Runtime.Tests.Board;

namespace RsdtrEdge.Runtime.Tests.Profiles;

public sealed class ProfileOriginTests
{
    private static readonly DeviceProfile s_machine = new()
    {
        Board = "Raspberry Pi 4 Model B Rev 1.4",
        Processor = "Cortex-A72",
        OnnxRuntime = "1.30.0",
        Governor = "ondemand",
        MeasuredAt = DateTimeOffset.UnixEpoch,
        Timings = [],
    };

    [Fact]
    public void Board_processor_and_OnnxRuntime_make_the_machine()
    {
        // The governor and the power mode may have been set for the measurement.
        Assert.True(ProfileOrigin.IsOf(s_machine with { Governor = "performance", PowerMode = "MAXN", MeasuredAt = DateTimeOffset.UnixEpoch.AddDays(1) }, s_machine));
        Assert.False(ProfileOrigin.IsOf(s_machine with { Board = "Raspberry Pi 5 Model B Rev 1.0" }, s_machine));
        Assert.False(ProfileOrigin.IsOf(s_machine with { Processor = null }, s_machine));
        Assert.False(ProfileOrigin.IsOf(s_machine with { OnnxRuntime = "1.17.0" }, s_machine));
        Assert.False(ProfileOrigin.IsOf(s_machine with { Provider = "XnnpackExecutionProvider" }, s_machine));
    }

    [Fact]
    public void A_machine_without_a_name_is_no_known_one()
    {
        DeviceProfile nameless = s_machine with { Board = "unknown board", Processor = null };
        Assert.False(ProfileOrigin.IsOf(nameless, nameless));
        Assert.True(ProfileOrigin.IsOf(nameless with { Processor = "Cortex-A72" }, nameless with { Processor = "Cortex-A72" }));
    }

    [Theory]
    [InlineData("pi-4", 1800.0)] // at 600 MHz when it was read
    [InlineData("jetson-nano", 918.0)] // its power mode allows less than the hardware's 1479 MHz
    [InlineData("jetson-orin-nano", 1510.4)]
    public void The_clock_of_a_machine_is_the_highest_that_is_allowed(string fixture, double clock)
    {
        using BoardFixture board = new(fixture);
        Assert.Equal(clock, ProfileOrigin.AllowedClock(board.Info.Clocks));
    }

    [Fact]
    public void Where_nothing_limits_the_clock_the_hardware_does_and_where_nothing_is_known_there_is_none()
    {
        Assert.Equal(1400, ProfileOrigin.AllowedClock([new ClockPolicy("policy0") { HardwareMHz = 1400 }, new ClockPolicy("policy4") { MostMHz = 1200, HardwareMHz = 1800 }]));
        Assert.Null(ProfileOrigin.AllowedClock([new ClockPolicy("policy0") { MHz = 600 }]));
        Assert.Null(ProfileOrigin.AllowedClock([]));
    }

    [Fact]
    public void What_this_machine_measures_is_its_own()
    {
        DeviceProfile machine = ProfileOrigin.OfThisMachine();
        Assert.Equal(machine.Processor is not null || machine.Board != "unknown board", ProfileOrigin.IsThisMachine(machine));
        Assert.False(ProfileOrigin.IsThisMachine(machine with { Board = "another" }));
    }
}
