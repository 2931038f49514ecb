using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training.Graphs;

namespace RsdtrEdge.Compressor.Tests.Training;

/// <summary>Branches that run as one convolution give what they gave side by side; the oracle is ONNX Runtime.</summary>
public sealed class JoinedBranchesTests
{
    public static TheoryData<string> Layers => ["single filters", "three branches", "several filters a group", "no groups", "a window behind the join"];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Joined_branches_give_what_they_gave_and_run_as_one_layer(string name)
    {
        OnnxModel model = Layer(name).Output("y").Build();
        OnnxModel joined = model.Clone();
        Assert.Equal(1, JoinedBranches.Apply(joined, ShapeInference.Infer(joined), []));
        Assert.DoesNotContain(joined.Graph.Nodes, node => node.OpType == "Concat" && model.Graph.Producer(node.Output[0]) is not null);
        Assert.True(ModelRunner.LargestRelativeDifference(model, joined, 3, 2, 8, 9, 7) < 1e-5);

        MergedConvolutions.Apply(joined, ShapeInference.Infer(joined), []);
        Assert.Single(joined.Graph.Nodes, node => node.OpType == "Conv");
        Assert.True(ModelRunner.LargestRelativeDifference(model, joined, 3, 2, 8, 9, 7) < 1e-5);
    }

    [Fact]
    public void Layers_with_branches_one_behind_the_other_are_joined_both()
    {
        GraphBuilder builder = Join(Join(Start(), 12).Conv(10, 1, bias: false, inChannels: 24), 10).Conv(6, 1, inChannels: 20).Output("y");
        OnnxModel model = builder.Build();
        OnnxModel joined = model.Clone();
        Assert.Equal(2, JoinedBranches.Apply(joined, ShapeInference.Infer(joined), []));
        Assert.True(ModelRunner.LargestRelativeDifference(model, joined, 3, 2, 8, 9, 7) < 1e-5);
    }

    [Fact]
    public void What_is_read_elsewhere_or_differs_stays()
    {
        Assert.Equal(1, Joins(Join(Start(), 20).Conv(6, 1, inChannels: 40)));
        Assert.Equal(0, Joins(Join(Start(), 20, bias: true).Conv(6, 1, inChannels: 40)));
        Assert.Equal(0, Joins(Join(Start(), 20, dilations: [1, 2]).Conv(6, 1, inChannels: 40)));
        Assert.Equal(0, Joins(Join(Start(), 20, dilations: [1]).Conv(6, 1, inChannels: 20)));
        Assert.Equal(0, Joins(Join(Start(), 20).Conv(6, 1, group: 2, inChannels: 40)));
        Assert.Equal(0, Joins(Join(Start(), 20).Relu().Conv(6, 1, inChannels: 40)));
        Assert.Equal(0, Joins(Join(Start(), 20).Conv(6, 1, inChannels: 40), "20.0"));
        Assert.Equal(0, Joins(Join(Start(), 20).Conv(6, 1, inChannels: 40), "20"));
        Assert.Equal(0, Joins(Join(Start(), 20).Conv(6, 1, inChannels: 40).Output("y").Output("z", "20.1")));
        Assert.Equal(0, Joins(Join(Start(), 20).Conv(6, 1, inChannels: 40).Output("y").Output("z", "20")));
    }

    [Fact]
    public void One_branch_that_is_joined_with_itself_stays() => Assert.Equal(0, Joins(
        Start().Conv(20, 1, bias: false).Conv(20, 3, pads: 1, group: 20, bias: false, name: "a").Node("Concat", ["a", "a"], ["20"], NodeBuilder.Int("axis", 1)).Conv(6, 1, inChannels: 40)));

    [Fact]
    public void Branches_of_wide_layers_stay() => Assert.Equal(
        0, Joins(Join(new GraphBuilder().Input("x", 1, 256, 14, 14), 32).Conv(256, 1, inChannels: 64)));

    private static int Joins(GraphBuilder builder, params string[] kept)
    {
        OnnxModel model = (builder.Graph.Output.Count > 0 ? builder : builder.Output("y")).Build();
        return JoinedBranches.Apply(model, ShapeInference.Infer(model), kept);
    }

    private static GraphBuilder Start() => new GraphBuilder(seed: 5).Input("x", 2, 8, 9, 7);

    private static GraphBuilder Layer(string name) => name switch
    {
        "single filters" => Join(Start(), 20, stride: 2).Conv(6, 1, inChannels: 40),
        "three branches" => Join(Start(), 20, dilations: [2, 2, 2]).Conv(6, 1, stride: 2, inChannels: 60),
        "several filters a group" => Join(Start(), 12, group: 4, filters: 8).Conv(6, 1, inChannels: 16),
        "no groups" => Join(Start(), 20, group: 1, filters: 7).Conv(6, 1, inChannels: 14),
        _ => Join(Start(), 14, kernel: 1).Conv(6, 3, pads: 1, dilation: 2, inChannels: 28),
    };

    // A 1x1 convolution, branches of its output, and their join, which has the channels' number as its name.
    private static GraphBuilder Join(
        GraphBuilder builder, long channels, long kernel = 3, long stride = 1, long? group = null, long? filters = null, bool bias = false, params long[] dilations)
    {
        dilations = dilations.Length > 0 ? dilations : [1, 1];
        string name = $"{channels}";
        builder.Conv(channels, 1, bias: false, name: $"{name}/c");
        string[] branches = [.. dilations.Select((_, index) => $"{name}.{index}")];
        foreach ((string branch, long dilation) in branches.Zip(dilations))
        {
            builder.Conv(
                filters ?? channels, kernel, stride: stride, pads: kernel / 2 * dilation, dilation: dilation, group: group ?? channels, bias: bias, input: $"{name}/c", name: branch);
        }

        return builder.Node("Concat", branches, [name], NodeBuilder.Int("axis", 1));
    }
}
