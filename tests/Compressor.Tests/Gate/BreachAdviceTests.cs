using RsdtrEdge.Compressor.Allocation;
using RsdtrEdge.Compressor.Gate;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Devices;

namespace RsdtrEdge.Compressor.Tests.Gate;

public sealed class BreachAdviceTests
{
    private const string Time = "\"latencyMs\": { \"percentile\": 90, \"limit\": 10 }";

    private static readonly CostFigures s_original = new(2000, 500_000, 1_000_000, 8400, 40_000);

    private static readonly AllocationReport s_report = new(1, null)
    {
        Steering = SteeringKinds.Kernels,
        Objective = "size",
        LeastParameters = new LeastFigure(641, [new FigureHolder("fc", 300, "a Gemm, which stays as it is"), new FigureHolder("conv1", 200, null)], 141),
        LeastFlops = new LeastFigure(120_000, [new FigureHolder("dw", 90_000, "it is depthwise")], 30_000),
    };

    [Fact]
    public void The_least_its_holders_and_a_sufficient_limit_are_told() => Assert.Equal(
        "no choice of ranks goes below 641 ('fc' 300, a Gemm, which stays as it is; 'conv1' 200; elsewhere 141): take a smaller network, or raise limits.parameters in devices/board.json to at least 641 (32.1%)",
        Advice(["\"parameters\": \"30%\""]).For(LimitKind.Parameters));

    [Theory]
    [InlineData("size", "no choice of ranks in multiples of 16 (rankMultiple) goes below 641 (", "): lower rankMultiple, take a smaller network, or raise ")]
    // Widths by times are no multiples.
    [InlineData("latency", "no choice of ranks goes below 641 (", "): take a smaller network, or raise ")]
    public void A_multiple_that_ranks_are_held_to_is_told(string objective, string start, string remedy)
    {
        DeviceBudget budget = Budgets.OfFile("\"parameters\": 300") with { RankMultiple = 16 };
        string text = new BreachAdvice(
            new ResolvedLimits(budget, s_original), s_report with { Objective = objective }, new AllocationReach(false, 500, 100_000), CompressionMethod.Auto, null, holdsTime: false).For(LimitKind.Parameters);
        Assert.StartsWith(start, text, StringComparison.Ordinal);
        Assert.Contains(remedy, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "no choice of ranks meets")]
    [InlineData(false, "no choice of ranks was found that meets")]
    public void Limits_that_can_only_be_met_alone_are_named_together(bool isProven, string text) => Assert.Equal(
        $"120,000 can be reached, but {text} limits.parameters in devices/board.json and limits.flops in devices/board.json together: feed smaller images, or raise one of them",
        Advice(["\"parameters\": 700", "\"flops\": 130000"], isProven).For(LimitKind.Flops));

    [Theory]
    [InlineData(true, "limits.parameters in devices/board.json, limits.flops in devices/board.json and limits.latencyMs in devices/board.json")]
    // An estimate, for example, is followed only where it can be.
    [InlineData(false, "limits.parameters in devices/board.json and limits.flops in devices/board.json")]
    public void A_limit_on_time_is_named_with_the_others_where_choices_were_held_to_it(bool holdsTime, string names) => Assert.Equal(
        $"641 can be reached, but no choice of ranks meets {names} together: take a smaller network, or raise one of them",
        Advice(["\"parameters\": 700", "\"flops\": 130000", Time], isProven: true, holdsTime: holdsTime).For(LimitKind.Parameters));

    [Fact]
    public void One_count_and_the_time_are_two() => Assert.Equal(
        "641 can be reached, but no choice of ranks meets limits.parameters in devices/board.json and limits.latencyMs in devices/board.json together: take a smaller network, or raise one of them",
        Advice(["\"parameters\": 700", Time], isProven: true, holdsTime: true).For(LimitKind.Parameters));

    [Fact]
    public void Without_an_allocation_only_the_limit_is_named()
    {
        ResolvedLimits limits = new(Budgets.OfFile("\"parameters\": 700"), s_original);
        Assert.Equal(
            "take a smaller network, or raise limits.parameters in devices/board.json",
            new BreachAdvice(limits, null, null, CompressionMethod.Auto, null, holdsTime: false).For(LimitKind.Parameters));
    }

    [Theory]
    // 500 parameters and 100,000 FLOPs are left at the lowest ranks.
    [InlineData("\"parameters\": 500", LimitKind.Parameters, true)]
    [InlineData("\"parameters\": 499", LimitKind.Parameters, false)]
    [InlineData("\"flops\": 100000", LimitKind.Flops, true)]
    [InlineData("\"flops\": 99999", LimitKind.Flops, false)]
    public void More_error_helps_down_to_what_the_lowest_ranks_use(string limit, LimitKind kind, bool helps) => Assert.Equal(
        helps, Advice([limit], relativeError: 0.25).For(kind).Contains("allow more error with --relative-error", StringComparison.Ordinal));

    private static BreachAdvice Advice(string[] limits, bool isProven = false, double? relativeError = null, bool holdsTime = false) => new(
        new ResolvedLimits(Budgets.OfFile(limits), s_original), s_report, new AllocationReach(isProven, 500, 100_000), CompressionMethod.Auto, relativeError, holdsTime);
}
