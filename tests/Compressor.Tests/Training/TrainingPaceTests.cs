using RsdtrEdge.Compressor.Training;

namespace RsdtrEdge.Compressor.Tests.Training;

public sealed class TrainingPaceTests
{
    [Fact]
    public void What_is_left_are_steps_and_judgements()
    {
        TrainingPace pace = new(epochs: 3, stepsPerEpoch: 10, batchSize: 64);
        Assert.Null(pace.Left(0));
        pace.AddStep(1);
        pace.AddStep(3);
        // 28 steps of two seconds each.
        Assert.Equal(TimeSpan.FromSeconds(56), pace.Left(2));
        pace.AddJudgement(5);
        // Behind the first epoch 20 steps and two judgements, in the third one of each.
        Assert.Equal(TimeSpan.FromSeconds(50), pace.Left(10));
        Assert.Equal(TimeSpan.FromSeconds(7), pace.Left(29));
        Assert.Equal(TimeSpan.Zero, pace.Left(30));
    }

    [Fact]
    public void Images_a_second_are_of_all_steps()
    {
        TrainingPace pace = new(epochs: 1, stepsPerEpoch: 10, batchSize: 64);
        Assert.Null(pace.ImagesPerSecond(EpochSums.Empty));
        Assert.Equal(32, pace.ImagesPerSecond(new EpochSums(3, 1, 0, 0, 0, Seconds: 8)));
    }
}
