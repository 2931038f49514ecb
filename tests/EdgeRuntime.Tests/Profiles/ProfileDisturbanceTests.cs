using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Runtime.Tests.Profiles;

/// <summary>What a profile makes of a machine that is held back or busy while it is measured.</summary>
public sealed class ProfileDisturbanceTests : ProfileRunBench
{
    [Theory]
    [InlineData("clock")]
    [InlineData("other programs")]
    [InlineData("firmware")]
    public void Rounds_that_a_disturbance_hit_are_repeated(string disturbance)
    {
        // The machine is slow from the fourth to the ninth round. It is looked at every three rounds.
        static bool IsSlow(int round) => round is >= 4 and < 9;
        FakeMachine machine = new()
        {
            Time = round => IsSlow(round) ? 170 : 100,
            Reference = (rounds, _) => disturbance == "clock" && IsSlow(rounds) ? 85 : 50,
            Share = round => disturbance == "other programs" && IsSlow(round) ? 0.5 : 1,
            Throttling = rounds => disturbance == "firmware" ? IsSlow(rounds) ? 0x4u : rounds >= 9 ? 0x40000u : 0 : null,
        };
        ProfileResult result = Run(machine, Shapes(8));
        Assert.InRange(result.RepeatedRounds, 5, 9);
        Assert.All(result.Profile.Timings[0].Stages, stage => Assert.Equal(100, stage.Microseconds));
        Assert.Equal(disturbance == "firmware" ? true : null, result.Profile.Throttled);
        Assert.Equal(result.Profile.Throttled, DeviceProfileFile.Read(File).Throttled);
    }

    [Theory]
    [InlineData("cooling", true)]
    [InlineData("supply", true)]
    [InlineData("counter", true)]
    [InlineData("limit of the clock", null)]
    [InlineData("governor", null)]
    [InlineData("container", null)]
    public void What_would_void_a_measurement_disturbs_a_profile(string cause, bool? throttled)
    {
        // As above, where nothing but the kernel tells. Counters grow and stay.
        static bool IsSlow(int round) => round is >= 4 and < 9;
        FakeMachine machine = new()
        {
            Time = round => IsSlow(round) ? 170 : 100,
            Limits = rounds => cause switch
            {
                "cooling" => new BoardReading { Cooling = [new("cpufreq-cpu0", IsSlow(rounds) ? 2 : 0, 24), new("pwm-fan", 3, 4)] },
                "supply" => new BoardReading { UnderVoltage = IsSlow(rounds) },
                "counter" => new BoardReading { ThrottleEvents = Math.Clamp(rounds - 3, 0, 6) },
                "limit of the clock" => new BoardReading { Clocks = [new("policy0") { MostMHz = IsSlow(rounds) ? 1200 : 1400 }] },
                "governor" => new BoardReading { Clocks = [new("policy0") { Governor = IsSlow(rounds) ? "powersave" : "ondemand" }] },
                _ => new BoardReading { ContainerThrottledPeriods = Math.Clamp(rounds - 3, 0, 6) },
            },
        };
        ProfileResult result = Run(machine, Shapes(8));
        Assert.InRange(result.RepeatedRounds, 5, 9);
        Assert.All(result.Profile.Timings[0].Stages, stage => Assert.Equal(100, stage.Microseconds));
        Assert.Equal(throttled, result.Profile.Throttled);
    }

    [Fact]
    public void A_limit_of_the_clock_that_falls_and_stays_leaves_all_that_follows_unsettled()
    {
        FakeMachine machine = new() { Limits = rounds => new BoardReading { Clocks = [new("policy0") { MostMHz = rounds < 4 ? 1400 : 1200 }] } };
        Assert.Equal(8, Run(machine, Shapes(8), options => options with { Time = TimeSpan.FromSeconds(10) }).Unsettled);
    }

    [Fact]
    public void A_machine_that_counts_throttling_and_counts_none_was_not_throttled() =>
        Assert.False(Run(new FakeMachine { Limits = _ => new BoardReading { ThrottleEvents = 7 } }, Shapes(2)).Profile.Throttled);

    [Fact]
    public void The_times_of_nodes_are_repeated_as_well_where_a_disturbance_hit_them()
    {
        // Only the first two timings of nodes are disturbed.
        FakeMachine machine = new() { NodeShare = timing => timing < 2 ? 0.5 : 1, Nodes = timing => timing < 2 ? (1.7, 170) : (1, 100) };
        ProfileResult result = Run(machine, Shapes(2));
        Assert.Equal((3, 2), (machine.NodeTimings, result.RepeatedRounds));
        Assert.Equal((1.0, 100.0), (result.Profile.Timings[0].NodeMicroseconds, result.Profile.Timings[0].MebibyteMicroseconds));

        // With another number of threads all are, and the least of each counts.
        FakeMachine busy = new() { NodeShare = _ => 0.5, Nodes = timing => (8 - timing, 200 + timing) };
        ThreadTimings timings = Run(busy, Shapes(2), options => options with { Threads = [2] }).Profile.Timings[1];
        Assert.Equal((5, 4.0 / 2, 200.0 / 2), (busy.NodeTimings, timings.NodeMicroseconds, timings.MebibyteMicroseconds));
    }

    [Theory]
    [InlineData("another program")]
    [InlineData("clock")]
    public void Runs_of_several_threads_need_as_many_processors(string disturbance)
    {
        // Of two processors another program takes one from the fourth to the ninth round: the process keeps a whole one, and what one thread computes is as fast as before.
        static bool IsSlow(int round) => round is >= 4 and < 9;
        bool isProgram = disturbance == "another program";
        FakeMachine machine = new()
        {
            Processors = isProgram ? 2 : null,
            Time = round => IsSlow(round) ? 170 : 100,
            Share = round => IsSlow(round) ? 1 : 2,
            Others = round => IsSlow(round) ? 1 : 0,
            Reference = (rounds, threads) => !isProgram && threads == 2 && IsSlow(rounds) ? 85 : 50,
        };
        ProfileResult result = Run(machine, Shapes(8), options => options with { Threads = [2] });
        Assert.InRange(result.RepeatedRounds, 5, 9);
        Assert.All(result.Profile.Timings[0].Stages, stage => Assert.Equal(100, stage.Microseconds));
    }

    [Theory]
    [InlineData(1, 1, 1.2)] // another program has the processor that one thread leaves free, and a little
    [InlineData(2, 1.1, 0)] // much of the time goes into making sessions, which one thread does
    [InlineData(2, 2, 0.2)] // what little a system does always
    public void What_leaves_a_processor_to_each_thread_is_no_disturbance(int threads, double share, double others)
    {
        FakeMachine machine = new() { Processors = 2, Share = _ => share, Others = _ => others };
        Assert.Equal(0, Run(machine, Shapes(8), options => options with { Threads = [threads] }).RepeatedRounds);
    }

    [Fact]
    public void Runs_that_wait_for_a_GPU_need_no_processor()
    {
        FakeMachine machine = new() { MayWait = true, Processors = 2, Share = _ => 0.1 };
        Assert.Equal(0, Run(machine, Shapes(8)).RepeatedRounds);
    }

    [Fact]
    public void A_machine_that_stays_disturbed_is_taken_as_it_is()
    {
        FakeMachine machine = new() { Share = _ => 0.5 };
        ProfileResult result = Run(machine, Shapes(8), options => options with { Time = TimeSpan.FromSeconds(10) });
        Assert.InRange(result.RepeatedRounds, 1, 40);
        Assert.Equal(8, result.Profile.Timings[0].Stages.Length);
    }

    [Fact]
    public void What_was_timed_on_a_disturbed_machine_alone_is_unsettled_and_does_not_count_for_the_next_run()
    {
        static ProfileOptions WithNetwork(ProfileOptions options) => options with { Time = TimeSpan.FromSeconds(10), Networks = [Network(1)] };

        // Other programs have half of the processor from start to end, and all rounds agree.
        FakeMachine busy = new() { Share = _ => 0.5, Time = _ => 170, NetworkTime = _ => 1700 };
        Assert.Equal(9, Run(busy, Shapes(8), WithNetwork).Unsettled);
        ThreadTimings left = DeviceProfileFile.Read(File).Timings[0];
        Assert.Equal(Shapes(8).Select(shape => new StageTiming(shape, 170) { IsUnsettled = true, IsDisturbed = true }), left.Stages);
        Assert.True(Assert.Single(left.Networks) is { Microseconds: 1700, IsUnsettled: true, IsDisturbed: true });

        FakeMachine idle = new();
        ProfileResult result = Run(idle, Shapes(8), WithNetwork);
        Assert.Equal((8, 0, 0), (result.TimedStages, result.KeptStages, result.Unsettled));
        Assert.Equal((16, 8), (idle.Rounds.Count, idle.NetworkRounds.Count));
        Assert.Equal(Shapes(8).Select(shape => new StageTiming(shape, 100)), result.Profile.Timings[0].Stages);
        Assert.Equal(1000, Assert.Single(result.Profile.Timings[0].Networks).Microseconds);
    }

    [Fact]
    public void Two_rounds_that_nothing_disturbed_settle_a_stage_whatever_disturbed_ones_there_are()
    {
        // The machine is disturbed for the first nine rounds, and there is time to repeat six of them.
        FakeMachine machine = new() { Share = round => round < 9 ? 0.5 : 1, Time = round => round < 9 ? 170 : 100 };
        ProfileResult result = Run(machine, Shapes(2), options => options with { Time = TimeSpan.FromSeconds(1.5) });
        Assert.Equal(Shapes(2).Select(shape => new StageTiming(shape, 100)), result.Profile.Timings[0].Stages);
        Assert.Equal(0, result.Unsettled);
    }
}
