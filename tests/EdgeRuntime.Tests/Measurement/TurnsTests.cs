using System.Globalization;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Runtime.Tests.Measurement;

public sealed class TurnsTests
{
    [Theory]
    [InlineData(0, "012")]
    [InlineData(1, "210")]
    [InlineData(2, "012")]
    [InlineData(3, "210")]
    public void Every_second_round_goes_backwards_and_figures_keep_their_places(int round, string expected)
    {
        List<int> order = [];
        double[] figures = Turns.Take(round, 3, index =>
        {
            order.Add(index);
            return 10 * index;
        });
        Assert.Equal(expected, string.Concat(order.Select(index => index.ToString(CultureInfo.InvariantCulture))));
        Assert.Equal([0, 10, 20], figures);
    }

    [Fact]
    public void A_machine_that_slows_down_steadily_favours_none()
    {
        // Alike models, each block 1 % longer than the one before: who came first always would look faster in each pair.
        double now = 1;
        double[] ratios = [.. Enumerable.Range(0, 10).Select(round => Turns.Take(round, 2, _ => now *= 1.01)).Select(pair => pair[1] / pair[0])];
        Assert.Equal(5, ratios.Count(ratio => ratio > 1));
        Assert.Equal(5, ratios.Count(ratio => ratio < 1));
    }
}
