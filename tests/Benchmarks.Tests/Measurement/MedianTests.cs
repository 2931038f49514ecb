using RsdtrEdge.Benchmarks.Measurement;

namespace RsdtrEdge.Benchmarks.Tests.Measurement;

public sealed class MedianTests
{
    [Theory]
    [InlineData(3, new double[] { 5, 1, 3, 9, 2 })]
    [InlineData(2.5, new double[] { 4, 1, 3, 2 })]
    [InlineData(7, new double[] { 7 })]
    public void An_even_number_of_figures_has_the_mean_of_the_middle_two(double median, double[] figures)
    {
        Assert.Equal(median, Median.Of(figures));
        Assert.Equal(-median, Median.Of(figures.Select(figure => -figure)));
    }
}
