using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training.Graphs;

namespace RsdtrEdge.Compressor.Tests.Training;

/// <summary>Stages that run as one give what they gave one after the other; the oracle is ONNX Runtime.</summary>
public sealed class MergedConvolutionsTests
{
    public static TheoryData<string> Chains => ["window behind", "window before", "rows and columns", "columns and rows", "filters of their own", "groups before", "groups throughout"];

    [Theory]
    [MemberData(nameof(Chains))]
    public void Merged_stages_give_what_they_gave(string name)
    {
        OnnxModel model = Chain(name);
        OnnxModel merged = model.Clone();
        int gone = MergedConvolutions.Apply(merged, ShapeInference.Infer(merged), []);
        Assert.Equal(model.Graph.Nodes.Count - 1, gone);
        Assert.Single(merged.Graph.Nodes, node => node.OpType == "Conv");
        Assert.True(ModelRunner.LargestRelativeDifference(model, merged, 3, 2, 8, 9, 7) < 1e-5);
    }

    [Fact]
    public void What_is_read_elsewhere_or_has_a_bias_before_a_window_stays()
    {
        Assert.Equal(0, Gone(Start().Conv(20, 1).Conv(8, 3, pads: 1)));
        Assert.Equal(0, Gone(Start().Conv(20, 1, bias: false, name: "a").Conv(8, 3, pads: 1).Output("y").Output("z", "a")));
        Assert.Equal(0, Gone(Start().Conv(20, 1, bias: false, name: "a").Conv(8, 3, pads: 1), "a"));
        Assert.Equal(0, Gone(Start().Conv(20, 1, bias: false).Relu().Conv(8, 3, pads: 1)));
        Assert.Equal(0, Gone(Start().Conv(3, 3, bias: false).Conv(8, 3, pads: 1)));
        Assert.Equal(0, Gone(Start().Conv(20, 1, pads: 1, bias: false).Conv(8, 3, pads: 1)));
        Assert.Equal(0, Gone(Start().Conv(20, 1, stride: 2, bias: false).Conv(8, 3, pads: 1)));
        Assert.Equal(1, Gone(Start().Conv(20, 1, bias: false).Conv(8, 3, pads: 1)));
    }

    [Fact]
    public void Wide_stages_run_one_by_one() => Assert.Equal(
        0, Gone(new GraphBuilder().Input("x", 1, 256, 14, 14).Conv(32, 1, bias: false).Conv(32, 3, pads: 1, bias: false).Conv(256, 1)));

    private static int Gone(GraphBuilder builder, params string[] kept)
    {
        OnnxModel model = (builder.Graph.Output.Count > 0 ? builder : builder.Output("y")).Build();
        return MergedConvolutions.Apply(model, ShapeInference.Infer(model), kept);
    }

    private static GraphBuilder Start() => new GraphBuilder(seed: 4).Input("x", 2, 8, 9, 7);

    private static OnnxModel Chain(string name)
    {
        GraphBuilder builder = Start();
        builder = name switch
        {
            "window behind" => builder.Conv(20, 1, bias: false).Conv(6, 3, stride: 2, fourPads: [1, 0, 2, 1], dilation: 2),
            "window before" => builder.Conv(7, 3, pads: 1, bias: false).Conv(6, 1, stride: 2),
            "rows and columns" => Axis(Axis(builder, "a", 8, 6, rows: true), "b", 6, 7, rows: false),
            "columns and rows" => Axis(Axis(builder.Conv(30, 1, bias: false), "a", 30, 30, rows: false), "b", 30, 7, rows: true),
            "filters of their own" => builder.Conv(20, 1, bias: false).Conv(40, 3, pads: 1, group: 20, bias: false).Conv(6, 1),
            "groups before" => builder.Conv(12, 3, pads: 1, group: 4, bias: false).Conv(3, 1),
            _ => builder.Conv(12, 1, group: 2, bias: false).Conv(8, 3, pads: 1, group: 2),
        };
        return builder.Output("y").Build();
    }

    // A convolution along the rows or the columns alone, with a step and a padding there.
    private static GraphBuilder Axis(GraphBuilder builder, string name, long inputs, long outputs, bool rows) => builder
        .RandomWeight($"{name}.weight", outputs, inputs, rows ? 3 : 1, rows ? 1 : 3)
        .Node(
            "Conv", [builder.Last, $"{name}.weight"], [name],
            NodeBuilder.Ints("strides", rows ? 2 : 1, rows ? 1 : 2), NodeBuilder.Ints("pads", rows ? [1, 0, 1, 0] : [0, 1, 0, 0]),
            NodeBuilder.Ints("dilations", rows ? 2 : 1, 1));
}
