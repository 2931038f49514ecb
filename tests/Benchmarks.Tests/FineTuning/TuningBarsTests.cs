using RsdtrEdge.Benchmarks.FineTuning;

namespace RsdtrEdge.Benchmarks.Tests.FineTuning;

public sealed class TuningBarsTests
{
    [Theory]
    [InlineData(0.855, true)]
    [InlineData(0.8548, false)]
    public void Labels_are_held_against_the_original_that_labels_trained(double top1, bool isMet)
    {
        // 86.00 - 85.50 = 0.5; one image of 5,000 less is 0.52.
        TuningRun run = Trainings.Of("resnet20-p50-f50-labels", top1);
        Assert.Equal(isMet, TuningBars.IsMet(run, [Trainings.Of("resnet20-original-labels", 0.86), run]));
    }

    [Theory]
    [InlineData(0.802, true)]
    [InlineData(0.8018, false)]
    public void Distillation_is_held_against_the_original_as_it_was_given(double top1, bool isMet)
    {
        // 81.00 - 80.20 = 0.8. The trained original is 5.8 above.
        TuningRun run = Trainings.Of("resnet20-p50-f50-distilled", top1);
        TuningRun[] runs = [Trainings.Of("resnet20-original-labels", 0.86), run];
        Assert.Equal(isMet, TuningBars.IsMet(run, runs));
        Assert.Equal(100 * (0.86 - top1), TuningBars.LossToTrained(run, runs)!.Value, 1e-9);
    }

    [Theory]
    [InlineData(0.84, true)]
    [InlineData(0.8398, false)]
    public void At_equal_size_the_published_protocol_must_be_a_point_below(double top1, bool isMet)
    {
        TuningRun run = Trainings.Of("resnet56-matched-labels", top1);
        Assert.Equal(isMet, TuningBars.IsMet(run, [Trainings.Of("resnet20-paper-e05-labels", 0.5), Trainings.Of("resnet56-paper-e05-labels", 0.83), run]));
    }

    [Fact]
    public void Without_what_it_is_held_against_a_row_has_no_verdict()
    {
        TuningRun run = Trainings.Of("resnet20-p30-f30-labels", 0.84);
        // The other network's original is none.
        TuningRun[] runs = [Trainings.Of("resnet56-original-labels", 0.86), run];
        Assert.Null(TuningBars.IsMet(run, runs));
        Assert.Null(TuningBars.Loss(run, runs));
        Assert.Null(TuningBars.LossToTrained(run, runs));
    }

    [Fact]
    public void A_row_that_came_to_nothing_does_not_meet_its_bar() =>
        Assert.False(TuningBars.IsMet(Trainings.Without("resnet20-p30-f30-distilled"), []));

    [Fact]
    public void A_row_without_a_bar_is_only_told()
    {
        TuningRun run = Trainings.Of("resnet20-original-labels", 0.86);
        Assert.Null(TuningBars.IsMet(run, [run]));
        Assert.Null(TuningBars.LossToTrained(run, [run]));
        Assert.Equal(-5.0, TuningBars.Loss(run, [run])!.Value, 1e-9);
    }

    [Fact]
    public void The_most_memory_of_resnet56_counts()
    {
        TuningRun[] runs =
        [
            Trainings.Of("resnet20-original-labels", 0.86, peakMiB: 3000), Trainings.Of("resnet56-original-labels", 0.86, peakMiB: 800),
            Trainings.Of("resnet56-p50-f50-labels", 0.86, peakMiB: 900), Trainings.Of("resnet56-p30-f30-labels", 0.86),
        ];
        Assert.Equal(("resnet56-p50-f50-labels", 900.0), TuningBars.Peak(runs));
        Assert.Null(TuningBars.Peak([runs[0], runs[3]]));
    }
}
