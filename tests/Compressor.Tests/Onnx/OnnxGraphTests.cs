using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Tests.Onnx;

public sealed class OnnxGraphTests
{
    [Fact]
    public void Producers_readers_inputs_and_outputs_are_found()
    {
        OnnxGraph graph = new GraphBuilder().Input("x", 1, 4).Node("Relu", ["x"], ["a"]).Node("Add", ["a", "a"], ["b"]).Node("Mul", ["a", "b"], ["c"]).Output("c").Build().Graph;
        Assert.Equal("Relu", graph.Producer("a")?.OpType);
        Assert.Null(graph.Producer("x"));
        Assert.Equal(["Add", "Mul"], graph.Consumers("a").Select(node => node.OpType));
        Assert.Null(graph.OnlyConsumer("a"));
        Assert.Equal("Mul", graph.OnlyConsumer("b")?.OpType);
        Assert.True(graph.IsOutput("c"));
        Assert.True(graph.IsUsed("c"));
        Assert.Empty(graph.Consumers("nothing"));
    }

    [Theory]
    [InlineData("value_float", new[] { 1.5f }, new long[] { })]
    [InlineData("value_floats", new[] { 1.5f, 2f }, new long[] { 2 })]
    public void Constant_nodes_give_their_floats(string form, float[] values, long[] dims)
    {
        AttributeProto attribute = form == "value_float" ? NodeBuilder.Float(form, values[0]) : NodeBuilder.Floats(form, values);
        TensorProto? tensor = new GraphBuilder().Node("Constant", [], ["k"], attribute).Output("k").Build().Graph.Constant("k");
        Assert.Equal(values, TensorReader.ToFloats(tensor!));
        Assert.Equal(dims, tensor!.Dims);
    }

    [Theory]
    [InlineData("value_int", new[] { 7L }, new long[] { })]
    [InlineData("value_ints", new[] { 7L, 8L }, new long[] { 2 })]
    public void Constant_nodes_give_their_integers(string form, long[] values, long[] dims)
    {
        AttributeProto attribute = form == "value_int" ? NodeBuilder.Int(form, values[0]) : NodeBuilder.Ints(form, values);
        TensorProto? tensor = new GraphBuilder().Node("Constant", [], ["k"], attribute).Output("k").Build().Graph.Constant("k");
        Assert.Equal(values, TensorReader.ToInt64s(tensor!));
        Assert.Equal(dims, tensor!.Dims);
    }

    [Fact]
    public void What_depends_on_constants_alone_is_constant()
    {
        OnnxGraph graph = new GraphBuilder().Input("x", 2).Weight("w", [2], 1, 2)
            .Node("Concat", ["w", "w"], ["ww"], NodeBuilder.Int("axis", 0)).Node("Neg", ["ww"], ["n"])
            .Node("RandomNormal", [], ["r"], NodeBuilder.Ints("shape", 2)).Node("Add", ["w", "r"], ["random"]).Node("Add", ["x", "w"], ["y"]).Output("y").Build().Graph;
        Assert.True(graph.IsConstant("n"));
        Assert.False(graph.IsConstant("random"));
        Assert.False(graph.IsConstant("y"));
        Assert.Null(graph.Constant("n"));
    }

    [Fact]
    public void Fresh_names_avoid_all_names_and_each_other()
    {
        OnnxGraph graph = new GraphBuilder().Input("x", 2).Node("Relu", ["x"], ["y"]).Output("y").Build().Graph;
        Assert.Equal("core", graph.UniqueName("core"));
        Assert.Equal("core_1", graph.UniqueName("core"));
        Assert.Equal("x_1", graph.UniqueName("x"));
        Assert.Equal("relu1_1", graph.UniqueName("relu1"));
        graph.Changed();
        Assert.Equal("core_2", graph.UniqueName("core"));
    }

    [Fact]
    public void Replacing_a_node_keeps_the_order_of_the_others()
    {
        OnnxGraph graph = new GraphBuilder().Input("x", 2).Node("Relu", ["x"], ["a"]).Node("Tanh", ["a"], ["b"]).Node("Neg", ["b"], ["c"]).Output("c").Build().Graph;
        NodeProto tanh = graph.Producer("b")!;
        graph.Replace(tanh, NodeBuilder.Node("Exp", "e", ["a"], ["m"]), NodeBuilder.Node("Log", "l", ["m"], ["b"]));
        graph.InsertBefore(graph.Producer("m")!, NodeBuilder.Node("Identity", "i", ["a"], ["unused"]));
        Assert.Equal(["Relu", "Identity", "Exp", "Log", "Neg"], graph.Nodes.Select(node => node.OpType));
        Assert.Equal("l", graph.Producer("b")?.Name);
        Assert.Throws<ArgumentException>(() => graph.Remove(tanh));
    }

    [Fact]
    public void Unused_initializers_go_with_their_nodes_inputs_and_declarations()
    {
        GraphBuilder builder = new GraphBuilder(irVersion: 3).Input("x", 2).Input("old", 2)
            .Weight("old", [2], 1, 2).Weight("chained", [2], 3, 4).Weight("kept", [2], 5, 6)
            .Node("Neg", ["chained"], ["t1"]).Node("Exp", ["t1"], ["t2"]).Node("Add", ["x", "kept"], ["y"]).Output("y");
        builder.Graph.ValueInfo.Add(GraphBuilder.ValueInfo("old", 2));
        OnnxModel model = builder.Build();
        Assert.Equal(["old", "chained"], model.Graph.RemoveUnusedInitializers());
        Assert.Equal(["kept"], model.Proto.Graph.Initializer.Select(tensor => tensor.Name));
        Assert.Equal(["x"], model.Proto.Graph.Input.Select(input => input.Name));
        Assert.Equal(["Add"], model.Proto.Graph.Node.Select(node => node.OpType));
        Assert.Empty(model.Proto.Graph.ValueInfo);
    }

    [Fact]
    public void Names_that_exist_cannot_be_added()
    {
        OnnxGraph graph = new GraphBuilder().Input("x", 2).Node("Relu", ["x"], ["y"]).Output("y").Build().Graph;
        Assert.Throws<ArgumentException>(() => graph.AddInitializer(TensorBuilder.Floats("y", [1], [1f])));
    }

    [Fact]
    public void Attributes_of_the_wrong_type_are_told()
    {
        NodeProto node = NodeBuilder.Node("Conv", "c", ["x"], ["y"], NodeBuilder.String("group", "two"), NodeBuilder.Ints("empty"));
        Expect.Error(ModelDiagnostics.MalformedNode, () => node.GetInt("group", 1), "'group'", "Conv 'c'");
        Assert.Equal(1, node.GetInt("absent", 1));
        Assert.Empty(node.GetInts("empty")!);
        Assert.Null(node.GetInts("absent"));
    }

    [Fact]
    public void Attributes_of_old_files_have_no_type()
    {
        NodeProto node = new() { OpType = "Conv" };
        node.Attribute.Add(new AttributeProto { Name = "group", I = 4 });
        node.Attribute.Add(new AttributeProto { Name = "pads", Ints = { 1, 2 } });
        Assert.Equal(4, node.GetInt("group", 1));
        Assert.Equal([1L, 2L], node.GetInts("pads")!);
        Expect.Error(ModelDiagnostics.MalformedNode, () => node.GetFloat("group", 1));
    }
}
