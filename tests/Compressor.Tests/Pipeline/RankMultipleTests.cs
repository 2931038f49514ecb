using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Pipeline;

/// <summary>The widths between the stages of chains follow the device.</summary>
public sealed class RankMultipleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_budgets_multiple_holds_for_all_chains_that_are_chosen(int multiple)
    {
        CompressionResult result = ModelCompressor.Compress(
            SmallNetworks.Residual(), new CompressionOptions { Budget = Budgets.OfOptions("80%", "60%") with { RankMultiple = multiple }, Threads = 1 });
        Assert.True(result.MeetsBudget, string.Join('\n', result.Diagnostics));
        LayerReport[] chains = [.. result.Report.Layers.Where(layer => layer.Family is "chain" or "pair" or "branches")];
        Assert.NotEmpty(chains);
        // Of branches the first rank is how many there are, the second one the filters of each.
        Assert.All(chains, layer => Assert.All(layer.Family == "branches" ? layer.Ranks.Take(1) : layer.Ranks, rank => Assert.Equal(0, rank % multiple)));
    }
}
