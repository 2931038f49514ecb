using System.Collections.Immutable;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Runtime.Profiles.Networks;

namespace RsdtrEdge.Compressor.Tests.Latency;

/// <summary>What is taken for the times of a board.</summary>
public sealed class MachineTimesTests : IDisposable
{
    private static readonly StageShape s_stage = new(StageKind.Convolution, 8, 8, 1, 3, 3, 1, 1, 1, 1, 6, 6, 6, 6);

    private static readonly Hardware s_hardware = new() { Cores = 4, ClockGHz = 1.5, SimdFloatsPerCycle = 8 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 4)]
    [InlineData(8, 4)]
    public void A_given_profile_is_read_with_the_nearest_number_of_threads(int? asked, int expected)
    {
        MachineTimes times = MachineTimes.For(Budget(asked), Profile("mine.json", 4, 1))!;
        Assert.True(times.IsMeasured);
        Assert.Equal((expected, asked ?? 1), (times.Model.Threads, times.AskedThreads));
        Assert.Equal(10 * expected, times.Model.Predict(s_stage).Microseconds);
        Assert.Equal(("Board", "1.30.0", 0.05 * expected), (times.Board, times.OnnxRuntime, times.PredictionError));
        Assert.StartsWith("profile mine.json, ", times.Model.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_without_threads_asks_for_one_a_core()
    {
        DeviceBudget budget = Budget(null) with { Limits = new BudgetLimits { LatencyMs = new LatencyLimit(90, 5, null) } };
        Assert.Equal(4, MachineTimes.For(budget, Profile("mine.json", 1, 4))!.Model.Threads);
    }

    [Theory]
    [InlineData(null, null, 1)]
    [InlineData(4, null, 4)]
    [InlineData(4, 2, 4)]
    [InlineData(null, 2, 2)]
    public void The_threads_that_an_option_says_go_before_those_of_the_limit(int? option, int? limit, int expected)
    {
        DeviceBudget budget = Budget(limit) with { Threads = option };
        MachineTimes times = MachineTimes.For(budget, Profile("mine.json", 1, 2, 4))!;
        Assert.Equal((expected, expected, true), (times.Model.Threads, times.AskedThreads, times.HoldsLimits));
        Assert.Equal(expected, MachineTimes.For(budget, null)!.Model.Threads);
    }

    [Fact]
    public void Where_nothing_says_the_threads_those_of_the_profile_are_meant() =>
        Assert.Equal((4, 4), MachineTimes.For(Budget(null), Profile("mine.json", 4)) is { } times ? (times.Model.Threads, times.AskedThreads) : default);

    [Theory]
    [InlineData(1, false, true, true)]
    [InlineData(4, false, true, false)]
    [InlineData(1, true, true, false)]
    [InlineData(1, false, false, false)]
    public void Limits_are_held_against_times_of_as_many_threads_that_nothing_speaks_against(int threads, bool isThrottled, bool hasError, bool expected)
    {
        string path = Profile("mine.json", 1);
        DeviceProfile profile = DeviceProfileFile.Read(path);
        DeviceProfileFile.Write(path, profile with { Throttled = isThrottled, Timings = [hasError ? profile.Timings[0] : profile.Timings[0] with { PredictionError = null }] });
        MachineTimes times = MachineTimes.For(Budget(threads), path)!;
        Assert.Equal(expected, times.HoldsLimits);
        Assert.Equal((isThrottled ? 1 : 0) + (hasError ? 0 : 1), times.Doubts.Count);
        Assert.Equal(path, times.File);
    }

    [Fact]
    public void What_was_not_settled_or_disturbed_is_a_doubt_and_an_error_that_was_not_written_is_none()
    {
        DeviceProfile one = DeviceProfileFile.Read(Profile("mine.json", 1));
        // Five sets of channels, eight sizes each.
        ImmutableArray<StageTiming> stages =
        [
            .. from channels in Enumerable.Range(1, CrossValidation.LeastGroups)
               from side in Enumerable.Range(1, 8)
               select new StageTiming(s_stage with { InputChannels = 8 * channels, InputHeight = side, InputWidth = side, OutputHeight = side, OutputWidth = side }, channels * side),
        ];
        ThreadTimings timings = one.Timings[0] with { Stages = stages, PredictionError = null };
        MachineTimes times = Of(timings);
        Assert.Empty(times.Doubts);
        Assert.Equal(CrossValidation.Of(timings), times.PredictionError);

        NetworkTiming network = new("0123456789abcdef0123456789abcdef", 100, []);
        Assert.Empty(Of(timings with { Networks = [network] }).Doubts);
        Assert.Contains("too few times", Assert.Single(Of(timings with { Networks = [network with { IsUnsettled = true }] }).Doubts).What, StringComparison.Ordinal);

        // A tenth is borne: 4 of 40.
        Assert.Empty(Of(timings with { Stages = Disturbed(4) }).Doubts);
        Assert.Contains("5 of its 40 stages", Assert.Single(Of(timings with { Stages = Disturbed(5) }).Doubts).What, StringComparison.Ordinal);

        ImmutableArray<StageTiming> Disturbed(int count) => [.. stages.Select((stage, i) => i < count ? stage with { IsUnsettled = true, IsDisturbed = true } : stage)];

        MachineTimes Of(ThreadTimings written)
        {
            string path = _folder.File("other.json");
            DeviceProfileFile.Write(path, one with { Timings = [written] });
            return MachineTimes.For(Budget(1), path)!;
        }
    }

    [Theory]
    [InlineData(3, false, null, true)]
    [InlineData(1, false, null, false)]
    [InlineData(3, true, null, false)]
    [InlineData(3, false, 0.0, false)]
    public void Where_most_of_a_networks_time_lies_outside_of_what_was_timed_limits_on_it_only_warn(int outside, bool isEstimate, double? rest, bool isDoubted)
    {
        OnnxModel network = new GraphBuilder().Input("x", "batch", 3, 8, 8)
            .Conv(4, 3, stride: 2, pads: 1).Relu().Conv(4, 3, pads: 1, group: 4, bias: false).GlobalAveragePool().Flatten().Gemm(4, 10).Output("y").Build();
        CountingMachine machine = new(isEstimate: isEstimate)
        {
            Rest = rest,
            Kind = shape => shape.KernelHeight == outside ? PredictionKind.Extrapolated : PredictionKind.Interpolated,
        };

        // 1728 MACs and 576 with three rows, 40 of the product with one; a node takes 1000.
        double share = (outside == 3 ? 2728 + 1576 : 1040) / (double)(2728 + 1576 + 1040);
        Assert.Equal(share, NetworkLatency.Predict(network, machine).ExtrapolatedShare, 12);
        MachineTimes times = new MachineTimes(machine, AskedThreads: 1).JudgedBy(network, CancellationToken.None);
        Assert.Equal(!isEstimate && !isDoubted, times.HoldsLimits);
        if (isDoubted)
        {
            // 4304 / 5344.
            Assert.StartsWith("81 % of the time", Assert.Single(times.Doubts).What, StringComparison.Ordinal);
        }
        else
        {
            Assert.Empty(times.Doubts);
        }
    }

    [Fact]
    public void The_budgets_profile_is_taken_where_it_exists_and_an_estimate_where_not()
    {
        DeviceBudget budget = Budget(1) with { SourcePath = _folder.File("board.json"), Profile = "board.profile.json" };
        MachineTimes estimate = MachineTimes.For(budget, null)!;
        Assert.False(estimate.IsMeasured);
        Assert.Equal((null, null, null), (estimate.Board, estimate.OnnxRuntime, estimate.PredictionError));

        Profile("board.profile.json", 1);
        Assert.True(MachineTimes.For(budget, null)!.IsMeasured);
        Assert.Equal("profile other.json, 1 thread", MachineTimes.For(budget, Profile("other.json", 1))!.Model.Source);
    }

    [Fact]
    public void Of_an_unknown_machine_nothing_is_known()
    {
        Assert.Null(MachineTimes.For(Budgets.None, null));

        // A file may be for `rsdtr-edge bench` alone; who limits time by an option wants it kept here.
        Assert.Null(MachineTimes.For(Budgets.OfFile("\"latencyMs\": { \"percentile\": 90, \"limit\": 5 }"), null));
        DeviceBudget option = Budgets.None with { Limits = new BudgetLimits().Override(null, null, 12.5) };
        Expect.Error(ToolDiagnostics.WrongUsage, () => MachineTimes.For(option, null), "--max-latency 12.5", "--profile");
        Assert.Equal(1, MachineTimes.For(option, Profile("mine.json", 1))!.Model.Threads);

        // A profile of all cores tells how many there are.
        Assert.Equal((4, 4), MachineTimes.For(option, Profile("mine.json", 1, 4)) is { } times ? (times.Model.Threads, times.AskedThreads) : default);
    }

    [Fact]
    public void A_given_profile_that_is_absent_or_empty_is_refused()
    {
        Assert.Equal("RSDTR4101", Assert.Throws<RsdtrException>(() => MachineTimes.For(Budget(1), _folder.File("none.json"))).Diagnostic.Descriptor.Id);
        Assert.Equal("RSDTR4105", Assert.Throws<RsdtrException>(() => MachineTimes.For(Budget(1), Profile("empty.json"))).Diagnostic.Descriptor.Id);
    }

    private static DeviceBudget Budget(int? threads) => new()
    {
        Name = "board",
        Title = "board",
        Hardware = s_hardware,
        Limits = new BudgetLimits { LatencyMs = threads is null ? null : new LatencyLimit(90, 5, threads) },
    };

    private string Profile(string name, params int[] threads)
    {
        string path = _folder.File(name);
        DeviceProfileFile.Write(path, new DeviceProfile
        {
            Board = "Board",
            OnnxRuntime = "1.30.0",
            MeasuredAt = DateTimeOffset.UnixEpoch,
            Timings = [.. threads.Select(number => new ThreadTimings
            {
                Threads = number,
                NodeMicroseconds = 1,
                MebibyteMicroseconds = 100,
                PredictionError = 0.05 * number,
                Stages = ImmutableArray.Create(new StageTiming(s_stage, 10 * number)),
            })],
        });
        return path;
    }
}
