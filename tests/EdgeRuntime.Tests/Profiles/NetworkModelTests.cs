using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Profiles.Models;
using RsdtrEdge.Runtime.Profiles.Networks;
using RsdtrEdge.Runtime.Profiles.Timing;

namespace RsdtrEdge.Runtime.Tests.Profiles;

public sealed class NetworkModelTests
{
    // y = x w, whose w is left out.
    private static readonly NetworkOutline s_product = new()
    {
        Rest = new string('0', 32),
        Stages = [],
        Weights = [new OutlineWeight("w", [4, 3])],
        Graph = new ModelWriter().Input("x", 1, 4).Node("MatMul", "y", ["x", "w"]).Output("y", 1, 3).ToArray(),
    };

    [Fact]
    public void Weights_that_the_graph_lacks_are_random_numbers()
    {
        float[] weight = new float[12];
        RandomNumbers.Fill(weight, 1 / MathF.Sqrt(3), seed: 1);
        using EdgeModel model = EdgeModel.Load(NetworkModel.Build(s_product));
        float[] y = model.Run([0, 1, 0, 0]).ToArray();
        Assert.Equal(weight[3..6], y);
    }

    [Fact]
    public void A_network_is_timed_as_a_whole()
    {
        using OnnxStageClock clock = new();
        Assert.InRange(clock.TimeNetwork(s_product, 1, TimeSpan.FromMilliseconds(1), CancellationToken.None), 0.01, 1e6);
        Assert.Throws<OperationCanceledException>(() => clock.TimeNetwork(s_product, 1, TimeSpan.FromMilliseconds(1), new CancellationToken(canceled: true)));
    }
}
