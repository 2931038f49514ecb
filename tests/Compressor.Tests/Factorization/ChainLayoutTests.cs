using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;

namespace RsdtrEdge.Compressor.Tests.Factorization;

public sealed class ChainLayoutTests
{
    [Fact]
    public void All_layouts_with_spatial_modes() => Assert.Equal(
        new SortedSet<string>(
            ["CijT", "Cij|T", "Ci|jT", "Cj|iT", "C|ijT", "C|ij|T", "Ci|j|T", "Cj|i|T", "C|i|jT", "C|j|iT", "C|i|j|T", "C|j|i|T"], StringComparer.Ordinal),
        new SortedSet<string>(ChainLayout.Spatial.Select(layout => layout.ToString()), StringComparer.Ordinal));

    [Fact]
    public void Text_and_value_say_the_same()
    {
        foreach (ChainLayout layout in ChainLayout.Spatial.Append(ChainLayout.Pair))
        {
            Assert.Equal(layout, ChainLayout.Parse(layout.ToString()));
            Assert.Equal(layout, ChainLayout.Of([.. Enumerable.Range(0, layout.StageCount).Select(layout.ModesOf)]));
        }

        Assert.Equal("CijT", default(ChainLayout).ToString());
        Assert.Equal("C|T", ChainLayout.Pair.ToString());
        Assert.NotEqual(ChainLayout.Pair, ChainLayout.Parse("Cij|T"));
    }

    [Theory]
    [InlineData((int)ChainCuts.None, "CijT")]
    [InlineData((int)ChainCuts.AfterChannels, "C|ijT")]
    [InlineData((int)ChainCuts.AfterRows, "Ci|jT")]
    [InlineData((int)ChainCuts.AfterColumns, "Cij|T")]
    [InlineData((int)(ChainCuts.AfterChannels | ChainCuts.AfterRows), "C|i|jT")]
    [InlineData((int)(ChainCuts.AfterChannels | ChainCuts.AfterColumns), "C|ij|T")]
    [InlineData((int)(ChainCuts.AfterRows | ChainCuts.AfterColumns), "Ci|j|T")]
    [InlineData((int)ChainCuts.All, "C|i|j|T")]
    public void Execution_plans_of_a_ring_as_layouts(int cuts, string text) => Assert.Equal(text, ChainLayout.Of((ChainCuts)cuts).ToString());

    [Fact]
    public void Stages_know_their_modes()
    {
        ChainLayout layout = ChainLayout.Parse("Cj|i|T");
        Assert.Equal((3, 1, 0, true), (layout.StageCount, layout.RowStage, layout.ColumnStage, layout.HasSpatialModes));
        Assert.Equal(ChainModes.Channels | ChainModes.Columns, layout.ModesOf(0));
        Assert.Equal((0, 0, false), (ChainLayout.Pair.RowStage, ChainLayout.Pair.ColumnStage, ChainLayout.Pair.HasSpatialModes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("C")]
    [InlineData("CT")]
    [InlineData("C|i|T")]
    [InlineData("i|CjT")]
    [InlineData("Ci|T|j")]
    [InlineData("Ci|iT")]
    [InlineData("Ci||jT")]
    [InlineData("Cij|T|")]
    [InlineData("Cji|T")]
    [InlineData("CC|ijT")]
    [InlineData("C|x|ijT")]
    [InlineData("c|ijt")]
    public void Other_texts_are_no_layouts(string text)
    {
        Assert.False(ChainLayout.TryParse(text, out _));
        Assert.Throws<FormatException>(() => ChainLayout.Parse(text));
    }

    [Fact]
    public void Other_stages_are_no_layouts() =>
        Assert.Throws<ArgumentException>(() => ChainLayout.Of(ChainModes.Channels, ChainModes.Outputs, ChainModes.Rows | ChainModes.Columns));
}
