using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Tests.Common;
using static RsdtrEdge.Compressor.Onnx.NodeBuilder;

namespace RsdtrEdge.Compressor.Tests.Shapes;

public sealed class ShapeInferenceTests
{
    [Fact]
    public void A_shape_computed_by_nodes_resolves()
    {
        // As exporters write x.view(x.size(0), -1): Shape, Gather, Unsqueeze, Concat, Reshape.
        GraphBuilder builder = new GraphBuilder(opset: 11).Input("x", "batch", 3, 4, 5).Int64s("minus", -1);
        builder.Graph.Initializer.Add(TensorBuilder.Int64s("zero", [], [0]));
        builder.Node("Shape", ["x"], ["s"]).Node("Gather", ["s", "zero"], ["n"], Int("axis", 0)).Node("Unsqueeze", ["n"], ["n1"], Ints("axes", 0))
            .Node("Concat", ["n1", "minus"], ["target"], Int("axis", 0)).Node("Reshape", ["x", "target"], ["y"]).Output("y");
        Assert.Equal("[batch, 60]", ShapeInference.Infer(builder.Build())["y"]!.ToString());
        Assert.Equal("[1, 60]", ShapeInference.Infer(builder.Build(), new ShapeInferenceOptions { OpenBatch = 1 })["y"]!.ToString());
    }

    [Fact]
    public void Pads_computed_by_nodes_resolve()
    {
        // PyTorch's F.pad: [w0, w1, h0, h1] with zeros for the other axes, as pairs, reversed, transposed, flattened.
        GraphBuilder builder = new GraphBuilder().Input("x", 1, 2, 5, 6)
            .Int64s("pads", 1, 2, 3, 4).Int64s("four", 4).Node("ConstantOfShape", ["four"], ["zeros"], Tensor("value", TensorBuilder.Int64s("", [1], [0])))
            .Node("Concat", ["pads", "zeros"], ["all"], Int("axis", 0)).Int64s("pairs", -1, 2).Node("Reshape", ["all", "pairs"], ["p"])
            .Int64s("start", -1).Int64s("end", long.MinValue).Int64s("axis", 0).Int64s("step", -1).Node("Slice", ["p", "start", "end", "axis", "step"], ["r"])
            .Node("Transpose", ["r"], ["t"], Ints("perm", 1, 0)).Int64s("flat", -1).Node("Reshape", ["t", "flat"], ["f"])
            .Node("Cast", ["f"], ["c"], Int("to", 7)).Node("Pad", ["x", "c"], ["y"]).Output("y");
        ShapeTable shapes = ShapeInference.Infer(builder.Build());
        Assert.Equal([0L, 0, 3, 1, 0, 0, 4, 2], shapes.Facts("c").Integers!);
        Assert.Equal("[1, 2, 12, 9]", shapes["y"]!.ToString());
    }

    [Fact]
    public void A_size_computed_in_floating_point_resolves()
    {
        // As old exporters write an upsampling by 1.5: sizes to float, times the scale, floor, and back.
        GraphBuilder builder = new GraphBuilder().Input("x", 1, 2, 5, 7).Int64s("one", 1).Int64s("two", 2).Int64s("four", 4).Weight("scale", [1], 1.5f)
            .Node("Shape", ["x"], ["s"]).Node("Slice", ["s", "two", "four"], ["hw"]).Node("Slice", ["s", "axis0", "two"], ["nc"]).Int64s("axis0", 0)
            .Node("Cast", ["hw"], ["f"], Int("to", 1)).Node("Mul", ["f", "scale"], ["m"]).Node("Floor", ["m"], ["fl"]).Node("Cast", ["fl"], ["i"], Int("to", 7))
            .Node("Concat", ["nc", "i"], ["sizes"], Int("axis", 0)).Node("Resize", ["x", "", "", "sizes"], ["y"]).Output("y");
        Assert.Equal("[1, 2, 7, 10]", ShapeInference.Infer(builder.Build())["y"]!.ToString());
    }

    [Fact]
    public void What_no_rule_says_is_taken_from_the_file()
    {
        GraphBuilder builder = new GraphBuilder().Input("x", 2, 3).Node("Mystery", ["x"], ["m"]);
        builder.Graph.Node[0].Domain = "com.example";
        builder.Graph.ValueInfo.Add(GraphBuilder.ValueInfo("m", 2, 5));
        builder.RandomWeight("w", 5, 4).Node("MatMul", ["m", "w"], ["y"]).Output("y");
        Assert.Equal("[2, 4]", ShapeInference.Infer(builder.Build())["y"]!.ToString());
    }

    [Fact]
    public void Where_the_file_contradicts_a_rule_the_rule_holds()
    {
        GraphBuilder builder = new GraphBuilder().Input("x", 1, 3, 8, 8).Conv(4, 3, name: "c");
        builder.Graph.ValueInfo.Add(GraphBuilder.ValueInfo("c", 1, 4, 99, 99));
        Assert.Equal("[1, 4, 6, 6]", ShapeInference.Infer(builder.Node("Relu").Output("y").Build())["y"]!.ToString());
    }

    [Fact]
    public void Sizes_declared_for_another_input_are_not_used()
    {
        GraphBuilder builder = new GraphBuilder().Input("x", 1, 3, 8, 8).Node("Mystery", ["x"], ["m"]);
        builder.Graph.Node[0].Domain = "com.example";
        builder.Graph.ValueInfo.Add(GraphBuilder.ValueInfo("m", 1, 3, 8, 8));
        OnnxModel model = builder.Node("Relu").Output("y").Build();
        Assert.Equal("[1, 3, 8, 8]", ShapeInference.Infer(model)["y"]!.ToString());
        ShapeInferenceOptions larger = new() { InputShapes = new Dictionary<string, TensorShape> { ["x"] = TensorShape.Of(1, 3, 16, 16) } };
        Assert.Null(ShapeInference.Infer(model, larger)["y"]);
    }

    [Fact]
    public void A_bound_name_is_bound_everywhere()
    {
        GraphBuilder builder = new GraphBuilder().Input("x", "n", 3).Input("m", 3, "n").Node("MatMul", ["m", "x"], ["y"]).Output("y");
        ShapeTable shapes = ShapeInference.Infer(builder.Build(), new ShapeInferenceOptions { OpenBatch = 1 });
        Assert.Equal("[3, 1]", shapes["m"]!.ToString());
    }

    [Fact]
    public void Zero_and_negative_sizes_of_inputs_mean_open_ones()
    {
        GraphBuilder builder = new GraphBuilder().Input("x", 0, 3, -1, 8).Node("Relu").Output("y");
        Assert.Equal("[?, 3, ?, 8]", ShapeInference.Infer(builder.Build())["y"]!.ToString());
    }

    [SharedFact]
    public void All_shapes_of_the_shared_models_are_numbers_and_agree_with_what_the_files_declare()
    {
        foreach (string path in Directory.GetFiles(RepositoryLayout.Shared("models"), "*.onnx"))
        {
            OnnxModel model = OnnxModelFile.Load(path);
            OnnxModel undeclared = model.Clone();
            undeclared.Proto.Graph.ValueInfo.Clear();
            ShapeTable shapes = ShapeInference.Infer(undeclared, new ShapeInferenceOptions { OpenBatch = 1 });
            foreach (string value in model.Graph.Nodes.SelectMany(node => node.Output))
            {
                Assert.True(shapes[value]?.IsFullyKnown, $"{Path.GetFileName(path)}: {value} {shapes[value]}");
            }

            foreach (var declared in model.Proto.Graph.ValueInfo.Concat(model.Proto.Graph.Output))
            {
                long[] sizes = [.. declared.Type.TensorType.Shape.Dim.Select(dim => dim.HasDimValue ? dim.DimValue : 1)];
                Assert.Equal(TensorShape.Of(sizes), shapes[declared.Name]);
            }
        }
    }
}
