using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Runtime.Profiles.Prediction;

namespace RsdtrEdge.Runtime.Tests.Profiles;

public sealed class CrossValidationTests
{
    private static readonly int[] s_channels = [8, 16, 20, 32, 48, 64];

    [Fact]
    public void A_machine_with_rules_is_predicted()
    {
        ThreadTimings timings = new SyntheticMachine(16, noise: 0.05).Time(SyntheticMachine.Grid(s_channels));
        PredictionErrors errors = CrossValidation.Measure(timings)!.Value;
        Assert.Equal(timings.Stages.Length, errors.Count);
        Assert.True(errors.Median < 0.06, $"median {errors.Median}");
        Assert.True(errors.P90 < 0.2, $"p90 {errors.P90}");
        Assert.True(errors.Median < errors.P90);
        Assert.Equal(errors.Median, CrossValidation.Of(timings));
    }

    [Fact]
    public void Other_stages_with_the_same_channels_do_not_give_the_answer_away()
    {
        // Each pair of channels has a factor of its own, from 1 to 100, which only stages with this pair could tell.
        SyntheticMachine machine = new(1);
        SeededGenerator random = new(7);
        Dictionary<(int, int), double> factors = [];
        ThreadTimings timings = machine.Time(SyntheticMachine.Grid(s_channels));
        timings = timings with
        {
            Stages =
            [
                .. timings.Stages.Select(timing =>
                {
                    (int, int) pair = (timing.Shape.InputChannels, timing.Shape.OutputChannels);
                    factors.TryAdd(pair, Math.Pow(100, random.NextInt32(1001) / 1000.0));
                    return timing with { Microseconds = timing.Microseconds * factors[pair] };
                }),
            ],
        };
        Assert.True(CrossValidation.Of(timings) > 0.4);
    }

    [Fact]
    public void Too_few_stages_tell_nothing()
    {
        SyntheticMachine machine = new(16);
        Assert.Null(CrossValidation.Of(machine.Time(SyntheticMachine.Grid(s_channels).Take(39))));
        // Forty-eight stages with four pairs of channels.
        Assert.Null(CrossValidation.Of(machine.Time(SyntheticMachine.Grid(16, 32))));
    }

    [Fact]
    public void Folds_hold_each_stage_back_once_and_keep_channels_together()
    {
        ThreadTimings timings = new SyntheticMachine(16).Time(SyntheticMachine.Grid(s_channels));
        HashSet<StageShape> seen = [];
        foreach ((IReadOnlyList<StageTiming> fitted, IReadOnlyList<StageTiming> held) in StageFolds.Split(timings.Stages, 5))
        {
            Assert.Equal(timings.Stages.Length, fitted.Count + held.Count);
            Assert.All(held, timing => Assert.True(seen.Add(timing.Shape)));
            Assert.Empty(fitted.Select(timing => StageFolds.GroupOf(timing.Shape)).Intersect(held.Select(timing => StageFolds.GroupOf(timing.Shape))));
        }

        Assert.Equal(timings.Stages.Length, seen.Count);
    }
}
