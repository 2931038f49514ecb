using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Compressor.Tests.Canonicalization;

/// <summary>Biases that an exporter wrote as sums.</summary>
public sealed class ConvolutionBiasesTests
{
    [Theory]
    [InlineData(new long[] { 3, 1, 1 }, false)]
    [InlineData(new long[] { 1, 3, 1, 1 }, true)]
    public void A_bias_behind_a_convolution_becomes_its_own(long[] sizes, bool isFirst)
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 2, 5, 5).RandomWeight("w", 3, 2, 3, 3).RandomWeight("b", sizes)
            .Node("Conv", ["x", "w"], ["c"]).Node("Add", isFirst ? ["b", "c"] : ["c", "b"], ["y"]).Output("y").Build();
        OnnxModel form = Canonicalizer.Run(model).Model;
        NodeProto convolution = Assert.Single(form.Graph.Nodes);
        Assert.Equal(["x", "w", "b"], convolution.Input);
        Assert.Equal(["y"], convolution.Output);
        Assert.Equal([3L], form.Graph.Initializer("b")!.Dims);
        Assert.InRange(ModelRunner.LargestRelativeDifference(model, form, seed: 7, 1, 2, 5, 5), 0, 1e-6);
        Assert.Equal(ModelCost.Measure(model).Parameters, ModelCost.Measure(form).Parameters);
    }

    // A number for each column, one for all channels, more axes than the convolution gives, a number for each place.
    [Theory]
    [InlineData("3")]
    [InlineData("1")]
    [InlineData("1,1,3,1,1")]
    [InlineData("3,3,3")]
    public void Other_sums_behind_a_convolution_stay(string sizes)
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 2, 5, 5).RandomWeight("w", 3, 2, 3, 3).RandomWeight("b", [.. sizes.Split(',').Select(long.Parse)])
            .Node("Conv", ["x", "w"], ["c"]).Node("Add", ["c", "b"], ["y"]).Output("y").Build();
        Assert.Equal(model.Proto, Canonicalizer.Run(model).Model.Proto);
    }

    [Fact]
    public void A_bias_stays_a_sum_where_anything_else_reads_what_it_is_made_of()
    {
        GraphBuilder Network() => new GraphBuilder().Input("x", 1, 2, 5, 5).RandomWeight("w", 3, 2, 3, 3).RandomWeight("own", 3).RandomWeight("b", 3, 1, 1);
        foreach (OnnxModel model in (OnnxModel[])
        [
            Network().Node("Conv", ["x", "w"], ["c"]).Node("Add", ["c", "b"], ["y"]).Output("y").Output("c").Build(),
            Network().Node("Conv", ["x", "w"], ["c"]).Node("Add", ["c", "b"], ["y"]).Node("Relu", ["c"], ["z"]).Output("y").Output("z").Build(),
            Network().Node("Conv", ["x", "w"], ["c"]).Node("Add", ["c", "b"], ["d"]).Node("Add", ["d", "b"], ["y"]).Output("y").Build(),
            Network().Node("Conv", ["x", "w", "own"], ["c"]).Node("Add", ["c", "b"], ["y"]).Output("y").Build(),
        ])
        {
            Assert.Equal(model.Graph.Nodes.Select(node => node.OpType), Canonicalizer.Run(model).Model.Graph.Nodes.Select(node => node.OpType));
        }
    }

    [SharedFact]
    public void ONNX_Runtime_finds_no_bias_left_to_take_in()
    {
        OnnxModel given = OnnxModelFile.Load(RepositoryLayout.Shared("models", "super-resolution-espcn.onnx"));
        CanonicalModel canonical = Canonicalizer.Run(given);
        Assert.Contains("4 sums became the bias of the convolution before them.", canonical.Changes);
        Assert.Equal(4, given.Graph.Nodes.Count(node => node.OpType == "Add"));
        Assert.DoesNotContain(canonical.Model.Graph.Nodes, node => node.OpType == "Add");
        GraphProto basic = ModelRunner.Optimized(canonical.Model, GraphOptimization.Basic);
        Assert.Equal(canonical.Model.Graph.Nodes.Select(node => node.OpType).Order(StringComparer.Ordinal), basic.Node.Select(node => node.OpType).Order(StringComparer.Ordinal));
        Assert.Equal(ModelCost.Measure(given).Parameters, ModelCost.Measure(canonical.Model).Parameters);
    }

    [Fact]
    public void A_normalization_behind_the_bias_is_folded_too()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 2, 5, 5).Conv(3, 3, bias: false, name: "c").RandomWeight("b", 3, 1, 1)
            .Add("b").BatchNormalization(epsilon: 0.1f).Output("y").Build();
        OnnxModel form = Canonicalizer.Run(model).Model;
        Assert.Equal("Conv", Assert.Single(form.Graph.Nodes).OpType);
        Assert.InRange(ModelRunner.LargestRelativeDifference(model, form, seed: 8, 1, 2, 5, 5), 0, 1e-5);
    }

    [Fact]
    public void What_the_file_said_of_the_biass_shape_is_gone()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 2, 5, 5).RandomWeight("w", 3, 2, 3, 3).RandomWeight("b", 3, 1, 1)
            .Node("Conv", ["x", "w"], ["c"]).Node("Add", ["c", "b"], ["y"]).Output("y").Build();
        foreach (string name in (string[])["b", "c"])
        {
            model.Proto.Graph.ValueInfo.Add(new ValueInfoProto { Name = name, Type = model.Proto.Graph.Input[0].Type.Clone() });
        }

        Assert.Empty(Canonicalizer.Run(model).Model.Proto.Graph.ValueInfo);
    }
}
