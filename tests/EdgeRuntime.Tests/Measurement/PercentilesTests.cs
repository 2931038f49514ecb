using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Runtime.Tests.Measurement;

public sealed class PercentilesTests
{
    [Theory]
    [InlineData(5, 15)] // rank ceil(0.05 * 5) = 1
    [InlineData(30, 20)] // ceil(1.5) = 2
    [InlineData(40, 20)] // 2
    [InlineData(50, 35)] // ceil(2.5) = 3
    [InlineData(80, 40)] // 4
    public void They_are_the_samples_at_the_nearest_rank(double percent, double expected) =>
        Assert.Equal(expected, Percentiles.Of([15, 20, 35, 40, 50], percent));

    [Fact]
    public void Of_the_numbers_1_to_100_the_pth_is_p()
    {
        double[] sorted = [.. Enumerable.Range(1, 100).Select(value => (double)value)];
        for (int p = 1; p <= 100; p++)
        {
            Assert.Equal(p, Percentiles.Of(sorted, p));
        }
    }

    [Fact]
    public void Of_200_samples_the_99th_is_number_198()
    {
        double[] sorted = [.. Enumerable.Range(1, 200).Select(value => (double)value)];
        Assert.Equal(198, Percentiles.Of(sorted, 99));
        Assert.Equal(180, Percentiles.Of(sorted, 90));
        Assert.Equal(199, Percentiles.Of(sorted, 99.5));
    }

    [Theory]
    [InlineData(99, 99, false)]
    [InlineData(100, 99, true)]
    [InlineData(9, 90, false)]
    [InlineData(10, 90, true)]
    [InlineData(1, 50, false)]
    [InlineData(2, 50, true)]
    [InlineData(1, 100, true)]
    [InlineData(0, 100, false)]
    [InlineData(999, 99.9, false)]
    [InlineData(1000, 99.9, true)]
    public void Too_few_samples_have_no_such_percentile(int count, double percent, bool known) =>
        Assert.Equal(known, Percentiles.Of(new double[count], percent) is not null);

    [Theory]
    [InlineData(50, 2)]
    [InlineData(66.6, 3)] // 100 / 33.4 = 2.99
    [InlineData(90, 10)]
    [InlineData(95, 20)]
    [InlineData(98.5, 67)] // 100 / 1.5 = 66.7
    [InlineData(99, 100)]
    [InlineData(99.5, 200)]
    [InlineData(99.9, 1000)]
    [InlineData(99.99, 10000)]
    public void A_percentile_takes_a_hundred_samples_by_what_is_above_it(double percent, int count)
    {
        Assert.Equal(count, Percentiles.LeastCount(percent));
        Assert.NotNull(Percentiles.Of(new double[count], percent));
        Assert.Null(Percentiles.Of(new double[count - 1], percent));
    }

    [Fact]
    public void The_median_of_an_even_number_is_the_lower_of_the_middle_two()
    {
        Assert.Equal(3, Percentiles.Median([3]));
        Assert.Equal(2, Percentiles.Median([1, 2, 4, 9]));
        Assert.Equal(4, Percentiles.MedianInPlace([9, 1, 4]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100.1)]
    public void Other_percentages_are_refused(double percent) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Percentiles.Of([1], percent));

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void No_number_of_samples_is_least_for_other_percentages(double percent) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Percentiles.LeastCount(percent));
}
