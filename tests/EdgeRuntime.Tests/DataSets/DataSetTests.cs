using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Runtime.Tests.DataSets;

public sealed class DataSetTests
{
    private static readonly SampleShape Shape = new(1, 1, 2);

    [Fact]
    public void A_split_is_stratified_and_takes_each_sample_once()
    {
        DataSet set = Make(100, withLabels: true);
        (int[] calibration, int[] heldOut) = set.Split(0.25, 8);
        Assert.Equal(Enumerable.Range(0, 100), calibration.Concat(heldOut).Order());
        Assert.Equal([5, 5, 5, 5, 5], Enumerable.Range(0, 5).Select(label => heldOut.Count(i => set.Labels![i] == label)));
        Assert.Equal(heldOut, set.Split(0.25, 8).HeldOut);
        Assert.NotEqual(heldOut, set.Split(0.25, 9).HeldOut);
    }

    [Theory]
    [InlineData(1, 0.5, 1)]
    [InlineData(2, 0.01, 1)]
    [InlineData(2, 0.99, 1)]
    [InlineData(10, 0, 0)]
    [InlineData(10, 1, 10)]
    public void Both_parts_get_at_least_one_where_they_can(int count, double fraction, int heldOut) =>
        Assert.Equal(heldOut, Make(count, withLabels: false).Split(fraction, 1).HeldOut.Length);

    [Fact]
    public void A_subset_has_the_samples_in_the_order_wanted()
    {
        DataSet subset = Make(10, withLabels: true).Subset(7, 2);
        Assert.Equal([70f, 71f, 20f, 21f], subset.Values);
        Assert.Equal(["7", "2"], subset.Names);
        Assert.Equal([2, 2], subset.Labels!);
        Assert.Equal([20f, 21f], subset.Tensor(1).ToArray());
    }

    [Fact]
    public void Lengths_must_agree()
    {
        Assert.Throws<ArgumentException>(() => new DataSet(Shape, new float[3], ["a", "b"]));
        Assert.Throws<ArgumentException>(() => new DataSet(Shape, new float[4], ["a", "b"], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Make(2, false).Split(double.NaN, 1));
    }

    private static DataSet Make(int count, bool withLabels) => new(
        Shape,
        [.. Enumerable.Range(0, count).SelectMany(i => (float[])[i * 10, (i * 10) + 1])],
        [.. Enumerable.Range(0, count).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))],
        withLabels ? [.. Enumerable.Range(0, count).Select(i => i % 5)] : null);
}
