using System.Collections.Immutable;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Runtime.Profiles.Networks;

namespace RsdtrEdge.Runtime.Tests.Profiles;

/// <summary>Rounds, repeats and files, on a machine whose times the tests choose.</summary>
public sealed class ProfileRunTests : ProfileRunBench
{
    [Fact]
    public void Stages_that_agree_are_timed_twice_in_different_rounds()
    {
        FakeMachine machine = new();
        ProfileResult result = Run(machine, Shapes(6));
        Assert.Equal(12, machine.Rounds.Count);
        Assert.Equal(6, machine.Rounds.Take(6).Distinct().Count());
        Assert.Equal(6, machine.Rounds.Skip(6).Distinct().Count());
        Assert.NotEqual(machine.Rounds.Take(6), machine.Rounds.Skip(6));
        Assert.Equal((6, 0, 0), (result.TimedStages, result.KeptStages, result.RepeatedRounds));
        ThreadTimings timings = Assert.Single(DeviceProfileFile.Read(File).Timings);
        Assert.Equal((1, 1.0, 100.0), (timings.Threads, timings.NodeMicroseconds, timings.MebibyteMicroseconds));
        Assert.Equal(Shapes(6).Select(shape => new StageTiming(shape, 100)), timings.Stages);
    }

    [Fact]
    public void Stages_that_do_not_agree_get_more_rounds_and_their_median_counts()
    {
        double[] times = [100, 130, 90, 160, 120, 1000];
        FakeMachine machine = new() { Time = round => times[round] };
        Run(machine, Shapes(1));
        Assert.Equal(5, machine.Rounds.Count);
        Assert.Equal(120, Assert.Single(DeviceProfileFile.Read(File).Timings[0].Stages).Microseconds);
    }

    [Fact]
    public void When_the_time_is_over_each_stage_has_been_timed_once()
    {
        FakeMachine machine = new();
        Run(machine, Shapes(20), options => options with { Time = TimeSpan.FromSeconds(1) });
        Assert.Equal(20, machine.Rounds.Count);
        Assert.Equal(20, DeviceProfileFile.Read(File).Timings[0].Stages.Length);
    }

    [Fact]
    public void A_second_run_times_what_is_missing()
    {
        Run(new FakeMachine(), Shapes(4));
        FakeMachine machine = new() { Time = _ => 7 };
        ProfileResult result = Run(machine, Shapes(6), options => options with { Threads = [1, 2] });
        Assert.Equal((2 + 6, 4), (result.TimedStages, result.KeptStages));
        Assert.Equal(2, machine.Rounds.Where(round => round.Threads == 1).Distinct().Count());
        DeviceProfile profile = DeviceProfileFile.Read(File);
        Assert.Equal([1, 2], profile.Timings.Select(timings => timings.Threads));
        Assert.Equal([100, 100, 100, 100, 7, 7], profile.Timings[0].Stages.Select(stage => stage.Microseconds));
        Assert.Equal(6, profile.Timings[1].Stages.Length);
        Assert.Equal(0.5, profile.Timings[1].NodeMicroseconds);
    }

    [Fact]
    public void What_was_timed_before_a_cancellation_is_in_the_file()
    {
        using CancellationTokenSource source = new();
        FakeMachine machine = new() { AfterRound = rounds => Cancel(source, rounds == 7) };
        Assert.Throws<OperationCanceledException>(() => Run(machine, Shapes(20), cancellation: source.Token));
        ImmutableArray<StageTiming> left = DeviceProfileFile.Read(File).Timings[0].Stages;
        Assert.InRange(left.Length, 3, 7); // Looked at every three rounds; what was timed since is lost.
        Assert.All(left, stage => Assert.True(stage.IsUnsettled));

        FakeMachine again = new();
        ProfileResult result = Run(again, Shapes(20));
        Assert.Equal((20, 0), (result.TimedStages, result.KeptStages));
        Assert.Equal(20, result.Profile.Timings[0].Stages.Length);
        // What was left is one of the two rounds that a stage needs.
        Assert.Equal((2 * 20) - left.Length, again.Rounds.Count);
    }

    [Fact]
    public void What_a_cancellation_left_of_a_disturbed_machine_does_not_stay()
    {
        using CancellationTokenSource source = new();
        FakeMachine slow = new() { Time = _ => 170, AfterRound = rounds => Cancel(source, rounds == 17) };
        Assert.Throws<OperationCanceledException>(() => Run(slow, Shapes(20), cancellation: source.Token));
        Assert.Contains(DeviceProfileFile.Read(File).Timings[0].Stages, stage => stage.Microseconds == 170);

        Run(new FakeMachine(), Shapes(20));
        Assert.Equal(Shapes(20).Select(shape => new StageTiming(shape, 100)), DeviceProfileFile.Read(File).Timings[0].Stages);
        Assert.Equal((0, 20), Counts(Run(new FakeMachine(), Shapes(20))));
    }

    [Fact]
    public void A_few_short_runs_settle_what_one_long_run_does()
    {
        static ProfileOptions Short(ProfileOptions options) => options with { Time = TimeSpan.FromSeconds(1), Networks = [Network(1)] };
        Assert.Equal(21, Run(new FakeMachine(), Shapes(20), Short).Unsettled);
        ThreadTimings first = DeviceProfileFile.Read(File).Timings[0];
        Assert.Equal(20, first.Stages.Count(stage => stage.IsUnsettled));
        Assert.True(Assert.Single(first.Networks).IsUnsettled);

        // What this run does not ask for it does not go on with.
        Assert.Equal(0, Run(new FakeMachine(), [.. Shapes(21).Except(Shapes(20))], options => options with { Time = TimeSpan.FromMinutes(1) }).Unsettled);

        // The stages need one more round. Of the network what was left counts as one round, to which come four, and eight are needed.
        FakeMachine second = new();
        Assert.Equal((20, 0), Counts(Run(second, Shapes(20), Short)));
        Assert.Equal((20, 4), (second.Rounds.Count, second.NetworkRounds.Count));
        ThreadTimings settled = DeviceProfileFile.Read(File).Timings[0];
        Assert.DoesNotContain(settled.Stages, stage => stage.IsUnsettled);
        Assert.True(Assert.Single(settled.Networks).IsUnsettled);

        FakeMachine third = new();
        Assert.Equal((0, 20), Counts(Run(third, Shapes(20), options => Short(options) with { Time = TimeSpan.FromMinutes(1) })));
        Assert.Equal((0, 8), (third.Rounds.Count, third.NetworkRounds.Count));
        Assert.False(Assert.Single(DeviceProfileFile.Read(File).Timings[0].Networks).IsUnsettled);
    }

    [Fact]
    public void A_run_that_goes_on_times_nodes_anew()
    {
        // Disturbed from the beginning to the end: the times of nodes are the least that there were.
        Run(new FakeMachine { Nodes = _ => (40, 70), NodeShare = _ => 0.2 }, Shapes(1));
        Assert.Equal((40, 70), Nodes());
        Run(new FakeMachine { Nodes = _ => (50, 60), NodeShare = _ => 0.2 }, Shapes(2));
        Assert.Equal((40, 60), Nodes());
        FakeMachine quiet = new() { Nodes = _ => (45, 65) };
        Run(quiet, Shapes(3));
        Assert.Equal((45, 65), Nodes());
        Assert.Equal(1, quiet.NodeTimings);

        // Nothing is left to time, so nothing is timed.
        FakeMachine settled = new();
        Run(settled, Shapes(3));
        Assert.Equal(0, settled.NodeTimings);

        (double, double) Nodes() => DeviceProfileFile.Read(File).Timings[0] is var timings ? (timings.NodeMicroseconds, timings.MebibyteMicroseconds) : default;
    }

    [Fact]
    public void What_five_rounds_do_not_settle_is_kept_as_it_is()
    {
        double[] times = [100, 130, 90, 160, 120];
        Run(new FakeMachine { Time = round => times[round] }, Shapes(1));
        Assert.Equal(new StageTiming(Shapes(1)[0], 120), Assert.Single(DeviceProfileFile.Read(File).Timings[0].Stages));
        FakeMachine again = new();
        Run(again, Shapes(1));
        Assert.Empty(again.Rounds);
    }

    [Fact]
    public void The_file_is_written_while_the_work_goes_on()
    {
        int seen = 0;
        FakeMachine machine = new() { AfterRound = rounds => seen = rounds == 150 ? DeviceProfileFile.Read(File).Timings[0].Stages.Length : seen };
        Run(machine, Shapes(200));
        Assert.InRange(seen, 90, 150);
    }

    [Fact]
    public void A_network_is_timed_in_the_rounds_of_its_stages_and_once_for_each_number_of_threads()
    {
        NetworkOutline network = Network(1);
        FakeMachine machine = new();
        Run(machine, Shapes(6), options => options with { Networks = [network] });
        Assert.Equal((12, 8), (machine.Rounds.Count, machine.NetworkRounds.Count));
        Assert.All(machine.NetworkRounds.Take(4), before => Assert.InRange(before, 0, 6));
        Assert.All(machine.NetworkRounds.Skip(4), before => Assert.InRange(before, 6, 12));
        NetworkTiming timed = Assert.Single(DeviceProfileFile.Read(File).Timings[0].Networks);
        Assert.Equal((network.Rest, 1000), (timed.Rest, timed.Microseconds));
        Assert.Equal<StageCount>(network.Stages, timed.Stages);

        FakeMachine again = new();
        Run(again, Shapes(6), options => options with { Networks = [network], Threads = [1, 2] });
        Assert.Equal((12, 8), (again.Rounds.Count, again.NetworkRounds.Count));
        DeviceProfile profile = DeviceProfileFile.Read(File);
        Assert.All(profile.Timings, timings => Assert.Equal(1000, Assert.Single(timings.Networks).Microseconds));

        // The same rest with other stages takes the place of what was there.
        Run(new FakeMachine(), Shapes(6), options => options with { Networks = [Network(2)] });
        Assert.Equal(2, Assert.Single(DeviceProfileFile.Read(File).Timings[0].Networks).Stages[0].Count);
    }

    [Fact]
    public void Several_networks_are_timed_each_by_itself()
    {
        NetworkOutline one = Network(1), other = Network(3) with { Rest = new string('b', 32) };
        FakeMachine machine = new();
        Run(machine, [], options => options with { Networks = [one, other, one] });
        Assert.Equal(16, machine.NetworkRounds.Count);
        Assert.Equal([(one.Rest, 1), (other.Rest, 3)], DeviceProfileFile.Read(File).Timings[0].Networks.Select(timed => (timed.Rest, timed.Stages[0].Count)).Order());
    }

    [Fact]
    public void Of_a_network_the_lower_quartile_counts()
    {
        // Five of eight rounds are disturbed; sorted: 900, 1000, 1000, 2000, ...
        double[] times = [2000, 1000, 3000, 900, 2000, 2500, 1000, 2000];
        FakeMachine machine = new() { NetworkTime = round => times[round % 8] };
        Run(machine, Shapes(6), options => options with { Networks = [Network(1)], Time = TimeSpan.FromSeconds(1.9) });
        Assert.Equal(8, machine.NetworkRounds.Count);
        Assert.Equal(1000, Assert.Single(DeviceProfileFile.Read(File).Timings[0].Networks).Microseconds);
    }

    [Theory]
    [InlineData("the board")]
    [InlineData("the processor")]
    [InlineData("ONNX Runtime")]
    [InlineData("the execution provider")]
    [InlineData("the governor")]
    [InlineData("the highest allowed clock")]
    [InlineData("the power mode")]
    public void A_file_of_another_machine_is_refused_and_stays(string what)
    {
        DeviceProfile other = what switch
        {
            "the board" => Machine with { Board = "another" },
            "the processor" => Machine with { Processor = "another" },
            "ONNX Runtime" => Machine with { OnnxRuntime = "1.17.0" },
            "the execution provider" => Machine with { Provider = "XnnpackExecutionProvider" },
            "the power mode" => Machine with { PowerMode = "MAXN" },
            "the highest allowed clock" => Machine with { AllowedClockMHz = 1400 },
            _ => Machine with { Governor = null },
        };
        DeviceProfileFile.Write(File, other);
        byte[] before = System.IO.File.ReadAllBytes(File);
        Diagnostic diagnostic = Assert.Throws<RsdtrException>(() => Run(new FakeMachine(), Shapes(1))).Diagnostic;
        Assert.Equal(("RSDTR4106", File), (diagnostic.Descriptor.Id, diagnostic.File));
        Assert.StartsWith(what, diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
    }

    [Theory]
    [InlineData(1800.0)]
    [InlineData(null)]
    public void A_file_of_the_same_clock_or_of_an_unknown_one_is_gone_on_with(double? clock)
    {
        DeviceProfileFile.Write(File, Machine with { AllowedClockMHz = clock });
        Assert.Equal(1800, Run(new FakeMachine(), Shapes(1)).Profile.AllowedClockMHz);
        Assert.Equal(1800, DeviceProfileFile.Read(File).AllowedClockMHz);
    }

    [Fact]
    public void A_second_measurement_into_the_same_file_is_refused_while_the_first_goes_on()
    {
        FakeMachine second = new();
        Diagnostic? refused = null;
        FakeMachine first = new()
        {
            AfterRound = rounds => refused = rounds == 5 ? Assert.Throws<RsdtrException>(() => Run(second, Shapes(9))).Diagnostic : refused,
        };
        Assert.Equal((6, 0), Counts(Run(first, Shapes(6))));
        Assert.Equal(("RSDTR3001", File), (refused!.Descriptor.Id, refused.File));
        Assert.Contains("a.profile.json.rsdtr-lock", refused.Message, StringComparison.Ordinal);
        Assert.Empty(second.Rounds);
        Assert.Equal([File], Directory.GetFiles(Path.GetDirectoryName(File)!));

        // What a process that was killed left is held by nobody.
        System.IO.File.WriteAllText(File + ".rsdtr-lock", "");
        Assert.Equal((3, 6), Counts(Run(new FakeMachine(), Shapes(9))));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_told_before_the_work()
    {
        FakeMachine machine = new();
        RsdtrException error = Assert.Throws<RsdtrException>(() =>
            ProfileRun.Measure(Folder.File("absent/a.json"), new ProfileOptions { Shapes = Shapes(1) }, machine, machine, Machine, CancellationToken.None));
        Assert.Equal("RSDTR3001", error.Diagnostic.Descriptor.Id);
        Assert.Empty(machine.Rounds);
    }

    [Fact]
    public void The_error_of_predictions_is_asked_for_at_the_end_of_all_stages()
    {
        Run(new FakeMachine(), Shapes(2));
        List<int> asked = [];
        ProfileResult result = Run(new FakeMachine(), Shapes(5), options => options with
        {
            PredictionError = timings =>
            {
                Assert.Null(timings.PredictionError);
                asked.Add(timings.Stages.Length);
                return 0.125;
            },
        });
        Assert.Equal([5], asked);
        Assert.Equal(0.125, result.Profile.Timings[0].PredictionError);
    }

    private static void Cancel(CancellationTokenSource source, bool isTime)
    {
        if (isTime)
        {
            source.Cancel();
        }
    }
}
