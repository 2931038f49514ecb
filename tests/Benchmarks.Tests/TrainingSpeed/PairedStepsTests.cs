using RsdtrEdge.Benchmarks.TrainingSpeed;

namespace RsdtrEdge.Benchmarks.Tests.TrainingSpeed;

public sealed class PairedStepsTests
{
    [Fact]
    public void A_ratio_is_how_many_times_faster_the_first_side_is()
    {
        PairedSteps pairs = PairedSteps.Run([new FakeSide(0.125), new FakeSide(0.25)], TimeSpan.FromSeconds(3));
        Assert.Equal((0.125, 0.25), (pairs.Seconds(0), pairs.Seconds(1)));
        Assert.Equal(new StepRatio(2, 2, 2), pairs.Ratio);
        Assert.Equal(0, pairs.Difference);
    }

    [Fact]
    public void Each_side_runs_as_long_as_is_asked_for_and_both_as_many_steps()
    {
        (FakeSide fast, FakeSide slow) = (new(0.125), new(0.25));
        PairedSteps.Run([fast, slow], TimeSpan.FromSeconds(3));
        // Behind those that compare and the one that sizes blocks of half a second.
        Assert.Equal(24 + 1 + PairedSteps.Compared, fast.Steps);
        Assert.Equal(fast.Steps, slow.Steps);
    }

    [Fact]
    public void Every_second_round_begins_with_the_other_side()
    {
        List<string> order = [];
        FakeSide own = new(0.5) { Ran = () => order.Add("own") }, torch = new(0.5) { Ran = () => order.Add("torch") };
        PairedSteps.Run([own, torch], TimeSpan.Zero);
        // Three steps that compare and one that sizes the blocks, then rounds.
        Assert.Equal(["own", "torch", "torch", "own", "own", "torch"], order.Skip(2 * (PairedSteps.Compared + 1)).Take(6));
    }

    [Fact]
    public void Networks_that_are_not_the_same_show_by_their_first_steps()
    {
        PairedSteps pairs = PairedSteps.Run([new FakeSide(0.1), new FakeSide(0.1, norm: 2.5)], TimeSpan.Zero);
        Assert.Equal(0.5 / 2.5, pairs.Difference, 12);
    }

    [Fact]
    public void One_side_is_measured_alone()
    {
        PairedSteps pairs = PairedSteps.Run([new FakeSide(0.5)], TimeSpan.Zero);
        Assert.Equal((0.5, 0.0), (pairs.Seconds(0), pairs.Difference));
    }
}
