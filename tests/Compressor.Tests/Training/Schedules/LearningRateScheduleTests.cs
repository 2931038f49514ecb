using RsdtrEdge.Compressor.Training.Schedules;

namespace RsdtrEdge.Compressor.Tests.Training.Schedules;

public sealed class LearningRateScheduleTests
{
    [Fact]
    public void The_cosine_falls_from_the_rate_to_zero()
    {
        CosineSchedule schedule = new(0.8, 12);
        Assert.Equal(0.8f, schedule.At(0));
        // cos(pi / 3) = 1/2, cos(pi / 2) = 0, cos(2 pi / 3) = -1/2.
        Assert.Equal(0.6f, schedule.At(4), 1e-7f);
        Assert.Equal(0.4f, schedule.At(6), 1e-7f);
        Assert.Equal(0.2f, schedule.At(8), 1e-7f);
        Assert.Equal(0f, schedule.At(12), 1e-7f);
        Assert.Equal(Enumerable.Range(0, 12).Select(step => schedule.At(step)).OrderDescending(), Enumerable.Range(0, 12).Select(step => schedule.At(step)));
    }

    [Fact]
    public void One_cycle_rises_for_three_tenths_and_then_falls()
    {
        // Eleven steps: the top is the fourth.
        OneCycleSchedule schedule = new(1, 11);
        Assert.Equal(1f / 25, schedule.At(0), 1e-7f);
        Assert.Equal(1f, schedule.At(3), 1e-7f);
        Assert.Equal(1e-4f / 25, schedule.At(10), 1e-9f);
        // Halfway along a cosine is the mean of its ends.
        OneCycleSchedule fine = new(1, 2001);
        Assert.Equal((1 + (1f / 25)) / 2, fine.At(300), 1e-6f);
        Assert.Equal((1 + (1e-4f / 25)) / 2, fine.At(600 + 700), 1e-6f);
    }

    [Theory]
    [InlineData(ScheduleKind.Cosine)]
    [InlineData(ScheduleKind.OneCycle)]
    public void A_single_step_has_the_rate(ScheduleKind kind) => Assert.Equal(0.25f, LearningRateSchedules.Create(kind, 0.25, 1).At(0));

    [Fact]
    public void Each_kind_has_its_schedule()
    {
        Assert.IsType<CosineSchedule>(LearningRateSchedules.Create(ScheduleKind.Cosine, 1, 5));
        Assert.IsType<OneCycleSchedule>(LearningRateSchedules.Create(ScheduleKind.OneCycle, 1, 5));
    }
}
