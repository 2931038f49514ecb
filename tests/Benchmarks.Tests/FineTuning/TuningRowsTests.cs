using RsdtrEdge.Benchmarks.FineTuning;

namespace RsdtrEdge.Benchmarks.Tests.FineTuning;

public sealed class TuningRowsTests
{
    [Theory]
    [InlineData("p50-f50-labels", "original-labels", 0.5)]
    [InlineData("p30-f30-labels", "original-labels", 1.5)]
    [InlineData("p50-f50-taught", "original-labels", 0.5)]
    [InlineData("p30-f30-taught", "original-labels", 1.5)]
    [InlineData("p50-f50-distilled", "given", 0.8)]
    [InlineData("p30-f30-distilled", "given", 2.0)]
    [InlineData("matched-labels", "paper-e05-labels", -1.0)]
    public void Each_network_has_the_bars(string series, string against, double bar)
    {
        foreach (string model in (string[])["resnet20", "resnet56"])
        {
            TuningRow row = TuningRows.All.Single(row => row.Name == $"{model}-{series}");
            Assert.Equal((against, bar), (row.AgainstName, row.Bar));
        }
    }

    [Fact]
    public void What_a_row_is_held_against_stands_before_it()
    {
        List<TuningRow> rows = [.. TuningRows.All];
        foreach (TuningRow row in rows.Where(row => row.Against is not null))
        {
            int place = rows.FindIndex(other => other.Model == row.Model && other.Series == row.AgainstName);
            Assert.InRange(place, 0, rows.IndexOf(row) - 1);
        }
    }

    [Fact]
    public void Names_are_unique()
    {
        string[] names = [.. TuningRows.All.Concat(TuningRows.Further).Select(row => row.Name)];
        Assert.Equal(names.Length, names.Distinct().Count());
    }

    [Theory]
    [InlineData("resnet32-original-labels", "given")]
    [InlineData("resnet32-matched-labels", "paper-e05-labels")]
    [InlineData("resnet20-paper-e03-labels", "original-labels")]
    [InlineData("resnet56-matched-e07-labels", "paper-e07-labels")]
    [InlineData("resnet20-paper-e05-taught", "original-labels")]
    [InlineData("resnet56-matched-taught", "paper-e05-labels")]
    public void Every_network_and_error_of_the_published_method_can_be_asked_for(string name, string against) =>
        Assert.Equal(against, TuningRows.Further.Single(row => row.Name == name).AgainstName);

    [Fact]
    public void A_subject_says_what_it_asks_of_the_tool()
    {
        Assert.Equal(["--max-parameters", "30%", "--max-flops", "30%"], TuningSubject.Limited(30).Arguments(null));
        Assert.Equal(["--method", "paper", "--relative-error", "0.5"], TuningSubject.Paper.Arguments(null));
        Assert.Equal(["--method", "paper", "--relative-error", "0.25"], TuningSubject.PaperAt(0.25).Arguments(null));
        Assert.Equal(["--max-parameters", "123456", "--max-flops", "40000000"], TuningSubject.Matched.Arguments(new NetworkCost(123_456, 40_000_000)));
        Assert.Throws<InvalidOperationException>(() => TuningSubject.Matched.Arguments(null));
        Assert.Throws<InvalidOperationException>(() => TuningSubject.Original.Arguments(null));
    }
}
