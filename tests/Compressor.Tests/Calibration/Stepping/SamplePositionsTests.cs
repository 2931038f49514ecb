using RsdtrEdge.Compressor.Calibration.Stepping;

namespace RsdtrEdge.Compressor.Tests.Calibration.Stepping;

public sealed class SamplePositionsTests
{
    [Fact]
    public void No_position_is_drawn_twice_and_all_may_be_drawn()
    {
        HashSet<int> all = [];
        for (int input = 0; input < 200; input++)
        {
            int[] drawn = SamplePositions.Draw(20, 6, seed: 1, series: 0, input);
            Assert.Equal(6, drawn.Distinct().Count());
            Assert.All(drawn, position => Assert.InRange(position, 0, 19));
            all.UnionWith(drawn);
        }

        Assert.Equal(20, all.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(6)]
    public void Few_positions_are_taken_whole(int available) =>
        Assert.Equal(Enumerable.Range(0, available), SamplePositions.Draw(available, 6, seed: 1, series: 0, input: 0));

    [Fact]
    public void Seed_series_and_input_each_draw_others()
    {
        int[] first = SamplePositions.Draw(1000, 20, 1, 1, 1);
        Assert.Equal(first, SamplePositions.Draw(1000, 20, 1, 1, 1));
        Assert.NotEqual(first, SamplePositions.Draw(1000, 20, 2, 1, 1));
        Assert.NotEqual(first, SamplePositions.Draw(1000, 20, 1, 2, 1));
        Assert.NotEqual(first, SamplePositions.Draw(1000, 20, 1, 1, 2));
    }
}
