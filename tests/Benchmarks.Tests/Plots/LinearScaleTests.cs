using RsdtrEdge.Tools.Plots;

namespace RsdtrEdge.Benchmarks.Tests.Plots;

public sealed class LinearScaleTests
{
    [Theory]
    [InlineData(0, 60)]
    [InlineData(2, 220)]
    [InlineData(8, 700)]
    public void An_axis_reaches_from_its_start_to_its_end(double figure, double place) =>
        Assert.Equal(place, new LinearScale(0, 8, 60, 700).Place(figure));

    [Theory]
    [InlineData(1, 470)]
    [InlineData(2, 255)]
    [InlineData(3, 40)]
    public void An_axis_may_run_against_the_rows(double figure, double place) =>
        Assert.Equal(place, new LinearScale(1, 3, 470, 40).Place(figure));

    [Fact]
    public void Ticks_are_the_multiples_within()
    {
        Assert.Equal([0.0, 1, 2, 3], new LinearScale(0, 3, 0, 1).Ticks(1));
        Assert.Equal([0.5, 1, 1.5], new LinearScale(0.3, 1.7, 0, 1).Ticks(0.5));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(10, 1)]
    [InlineData(10.5, 2)]
    [InlineData(50, 5)]
    [InlineData(51, 10)]
    [InlineData(900, 100)]
    public void Ten_steps_at_most_cover_a_span(double span, double step) => Assert.Equal(step, LinearScale.StepOf(span));
}
