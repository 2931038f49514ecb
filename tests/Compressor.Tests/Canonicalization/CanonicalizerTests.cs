using Google.Protobuf;
using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Rewriting.Loading;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Verification;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Tests.Common;
using static RsdtrEdge.Compressor.Onnx.NodeBuilder;

namespace RsdtrEdge.Compressor.Tests.Canonicalization;

public sealed class CanonicalizerTests
{
    [Fact]
    public void Many_constant_nodes_all_become_initializers()
    {
        // Minutes, where the graph is indexed again for each.
        GraphBuilder builder = new GraphBuilder(seed: 8).Input("image", 1, 1, 4, 4);
        for (int i = 0; i < 6000; i++)
        {
            builder.Node("Constant", [], null, NodeBuilder.Tensor("value", TensorBuilder.Floats("", [], [1])));
            builder.Node("Add", [i == 0 ? "image" : $"add{i}", builder.Last]);
        }

        Assert.Equal(6000, Canonicalizer.Run(builder.Output("map").Build()).Model.Graph.Proto.Initializer.Count);
    }

    [Fact]
    public void The_original_stays_as_it_is()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 2, 5, 5).Conv(3, 3).BatchNormalization().Output("y").Build();
        byte[] before = model.Proto.ToByteArray();
        CanonicalModel canonical = Canonicalizer.Run(model);
        Assert.Equal(before, model.Proto.ToByteArray());
        Assert.Equal(["Conv"], canonical.Model.Graph.Nodes.Select(node => node.OpType));
        Assert.Equal(
            ["1 BatchNormalization nodes folded into their convolution.", "4 unused initializers removed."], canonical.Changes);
    }

    [Fact]
    public void A_model_in_canonical_form_is_not_changed()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 2, 5, 5).Conv(3, 3).Relu().Output("y").Build();
        CanonicalModel canonical = Canonicalizer.Run(model);
        Assert.Empty(canonical.Changes);
        Assert.Equal(model.Proto, canonical.Model.Proto);
    }

    [Fact]
    public void Constants_become_initializers_unless_they_are_outputs()
    {
        OnnxModel model = new GraphBuilder().Input("x", 2).Node("Constant", [], ["k"], Floats("value_floats", 1, 2)).Node("Add", ["x", "k"], ["y"]).Output("y")
            .Node("Constant", [], ["z"], Float("value_float", 3)).Output("z").Build();
        OnnxModel canonical = Canonicalizer.Run(model).Model;
        Assert.Equal([1f, 2f], TensorReader.ToFloats(canonical.Graph.Initializer("k")!));
        Assert.Equal(["Add", "Constant"], canonical.Graph.Nodes.Select(node => node.OpType));
    }

    [Fact]
    public void Identities_over_weights_are_looked_through()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 2, 5, 5).RandomWeight("w", 2, 2, 3, 3).Node("Identity", ["w"], ["w2"])
            .Node("Conv", ["x", "w"], ["a"]).Node("Conv", ["a", "w2"], ["y"]).Output("y").Build();
        OnnxModel canonical = Canonicalizer.Run(model).Model;
        Assert.Equal(["w", "w"], canonical.Graph.Nodes.Select(node => node.Input[1]));
    }

    [Fact]
    public void Weights_are_no_inputs_and_the_file_says_so()
    {
        OnnxModel model = new GraphBuilder(irVersion: 3, opset: 9).Input("x", 2).Input("w", 2).Weight("w", [2], 1, 2).Node("Add", ["x", "w"], ["y"]).Output("y").Build();
        OnnxModel canonical = Canonicalizer.Run(model).Model;
        Assert.Equal(["x"], canonical.Proto.Graph.Input.Select(input => input.Name));
        Assert.Equal(4, canonical.Proto.IrVersion);
        Assert.Equal(9, canonical.OpsetVersion());
    }

    [Fact]
    public void From_IR_version_4_on_defaults_that_are_no_weights_stay_inputs()
    {
        // All initializers are listed as inputs: kernels, one of them made by a node, biases, statistics, and three settings, one of which is added to a layer's channels.
        GraphBuilder builder = new GraphBuilder(irVersion: 4).Input("x", 1, 2, 4, 4)
            .RandomWeight("w", 2, 2, 1, 1).Weight("b", [2], 1, 2).RandomWeight("flat", 4).Int64s("form", 2, 2, 1, 1).RandomWeight("m", 4, 3).RandomWeight("s", 3)
            .Weight("floor", [1], 0).Weight("three", [1], 3).Int64s("rows", 8)
            .Node("Conv", ["x", "w", "b"]).Node("BatchNormalization", ["conv1", "b", "b", "b", "b"])
            .Node("Reshape", ["flat", "form"], ["kernel"]).Node("Conv", ["batchnormalization1", "kernel"]).Node("Add", ["conv2", "three"], ["raised"])
            .Node("MatMul", ["raised", "m"]).Node("Add", ["s", "matmul1"], ["shifted"]).Node("Max", ["shifted", "floor"], ["kept"])
            .Int64s("rest", -1).Node("Concat", ["rows", "rest"], ["sizes"], Int("axis", 0)).Node("Reshape", ["kept", "sizes"], ["y"]).Output("y", "y");
        foreach (TensorProto tensor in builder.Graph.Initializer.Where(tensor => tensor.Name != "rest"))
        {
            builder.Input(tensor.Name, [.. tensor.Dims.Cast<object>()]).Graph.Input[^1].Type.TensorType.ElemType = tensor.DataType;
        }

        OnnxModel model = builder.Build();
        OnnxModel canonical = Canonicalizer.Run(model).Model;
        Assert.Equal(["x", "floor", "three", "rows"], canonical.Proto.Graph.Input.Select(input => input.Name));
        // Nor are they taken for constants where the network is made ready to load.
        OnnxModel loaded = LoadForm.Of(canonical);
        Assert.NotNull(loaded.Graph.Producer("sizes"));
        OptionalInputs.RequireSame(model, loaded);

        OnnxGraph.RemoveAll(loaded.Proto.Graph.Input, input => input.Name == "floor");
        loaded.Graph.Changed();
        Expect.Error(ToolDiagnostics.VerificationFailed, () => OptionalInputs.RequireSame(model, loaded), "x; floor; three; rows");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Tanh")]
    public void A_state_that_has_a_default_stays_an_input(string? read)
    {
        // A cell of one step: Conv(x, wx) + Conv(h, wh), or + tanh(h).
        GraphBuilder builder = new GraphBuilder(irVersion: 4).Input("x", 1, 2, 4, 4).RandomWeight("wx", 2, 2, 1, 1).RandomWeight("wh", 2, 2, 1, 1).RandomWeight("h", 1, 2, 4, 4)
            .Node("Conv", ["x", "wx"], ["fromImage"]);
        builder = read is null ? builder.Node("Conv", ["h", "wh"], ["fromState"]) : builder.Node(read, ["h"], ["fromState"]);
        OnnxModel model = builder.Node("Add", ["fromImage", "fromState"], ["y"]).Output("y", "y").Input("h", 1, 2, 4, 4).Input("wx", 2, 2, 1, 1).Build();
        OnnxModel canonical = Canonicalizer.Run(model).Model;
        Assert.Equal(["x", "h"], canonical.Proto.Graph.Input.Select(input => input.Name));
        Assert.False(canonical.Graph.IsConstant("fromState"));
        OptionalInputs.RequireSame(model, canonical);
    }

    [Fact]
    public void Old_operators_are_converted_to_the_oldest_set_that_runs()
    {
        GraphBuilder builder = new GraphBuilder(irVersion: 1).Input("x", 1, 3, 5, 5).RandomWeight("w", 4, 3, 3, 3).RandomWeight("b", 4).RandomWeight("slope", 4)
            .Node("Conv", ["x", "w"], ["c"]).Node("Relu", ["c"], ["r"], Ints("consumed_inputs", 1))
            .Node("Add", ["r", "b"], ["a"], Int("broadcast", 1), Int("axis", 1)).Node("PRelu", ["a", "slope"], ["p"])
            .Node("Concat", ["p", "p"], ["cc"]).Node("Reshape", ["cc"], ["y"], Ints("shape", 1, -1)).Output("y");
        builder.Proto.OpsetImport.Clear();
        foreach (AttributeProto attribute in builder.Graph.Node.SelectMany(node => node.Attribute))
        {
            attribute.ClearType();
        }

        OnnxModel canonical = Canonicalizer.Run(builder.Build()).Model;
        Assert.Equal(7, canonical.OpsetVersion());
        Assert.Equal("[1, 72]", ShapeInference.Infer(canonical)["y"]!.ToString());
        NodeProto add = canonical.Graph.Producer("a")!;
        Assert.Empty(add.Attribute);
        Assert.Equal([4L, 1, 1], canonical.Graph.Initializer(add.Input[1])!.Dims);
        Assert.Equal([4L, 1, 1], canonical.Graph.Initializer(canonical.Graph.Producer("p")!.Input[1])!.Dims);
        Assert.Equal(1, canonical.Graph.Producer("cc")!.GetInt("axis", -1));
        Assert.Empty(canonical.Graph.Producer("r")!.Attribute);
        Assert.DoesNotContain(canonical.Graph.Nodes.SelectMany(node => node.Attribute), attribute => attribute.Type == AttributeProto.Types.AttributeType.Undefined);
    }

    [Fact]
    public void Old_operators_that_the_oldest_set_has_unchanged_stay()
    {
        GraphBuilder builder = new GraphBuilder(opset: 6).Input("x", 1, 8).Int64s("twice", 1, 2)
            .Node("TopK", ["x"], ["best", "places"], Int("k", 3)).Node("Tile", ["best", "twice"], ["y"]).Output("y");
        OnnxModel canonical = Canonicalizer.Run(builder.Build()).Model;
        Assert.Equal(7, canonical.OpsetVersion());
        Assert.Equal(["TopK", "Tile"], canonical.Graph.Nodes.Select(node => node.OpType));
    }

    [Fact]
    public void Old_operators_without_an_equal_are_refused()
    {
        // Up to version 5 of the operator set a Tile has its tiles and its axis one by one.
        GraphBuilder tile = new GraphBuilder(opset: 1).Input("x", 1, 3).Int64s("tiles", 2).Int64s("axis", 1).Node("Tile", ["x", "tiles", "axis"], ["y"]).Output("y");
        Expect.Error(ModelDiagnostics.RejectedByRuntime, () => Canonicalizer.Run(tile.Build()), "Tile");
        GraphBuilder builder = new GraphBuilder(opset: 1).Input("x", 1, 3).Node("GRUUnit").Output("y");
        Expect.Error(ModelDiagnostics.RejectedByRuntime, () => Canonicalizer.Run(builder.Build()), "GRUUnit");
        GraphBuilder training = new GraphBuilder(opset: 6).Input("x", 1, 3, 4, 4).BatchNormalization().Output("y");
        Expect.Error(ModelDiagnostics.RejectedByRuntime, () => Canonicalizer.Run(training.Build()), "training form");
    }

    [Fact]
    public void A_damaged_model_is_measured_and_converted_or_gives_a_coded_error()
    {
        using TemporaryFolder folder = new();
        byte[] whole = new GraphBuilder(opset: 6, irVersion: 3).Input("x", "batch", 2, 5, 5).Conv(3, 3, pads: 1).Relu().MaxPool(3, 2, ceilMode: true)
            .Node("Transpose", null, null, Ints("perm", 0, 2, 3, 1)).Flatten().Gemm(12, 2).Output("y").ToBytes();
        Random random = new(5);
        for (int trial = 0; trial < 2000; trial++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                OnnxModel model = OnnxModelFile.Load(folder.Write("damaged.onnx", damaged));
                _ = ModelCost.Measure(model);
                _ = ModelCost.Measure(Canonicalizer.Run(model).Model);
            }
            catch (RsdtrException error)
            {
                Assert.StartsWith("RSDTR10", error.Diagnostic.Descriptor.Id, StringComparison.Ordinal);
            }
        }
    }

    [SharedTheory]
    [InlineData("cifar10-resnet20-bn.onnx", 19)]
    [InlineData("ultraface-rfb-320.onnx", 35)]
    public void The_normalizations_of_shared_models_are_folded(string name, int count)
    {
        OnnxModel model = OnnxModelFile.Load(RepositoryLayout.Shared("models", name));
        CanonicalModel canonical = Canonicalizer.Run(model);
        Assert.Equal(count, canonical.FoldedBatchNormalizations.Count);
        Assert.DoesNotContain(canonical.Model.Graph.Nodes, node => node.OpType == "BatchNormalization");
        Assert.Equal(ModelCost.Measure(model).Macs, ModelCost.Measure(canonical.Model).Macs);
    }

    [SharedFact]
    public void The_folded_ResNet_20_has_the_weights_that_were_folded_when_it_was_exported()
    {
        // The two files are exports of one network, one of them with its normalizations folded by the exporter.
        OnnxModel ours = Canonicalizer.Run(OnnxModelFile.Load(RepositoryLayout.Shared("models", "cifar10-resnet20-bn.onnx"))).Model;
        OnnxModel theirs = OnnxModelFile.Load(RepositoryLayout.Shared("models", "cifar10-resnet20.onnx"));
        (NodeProto Ours, NodeProto Theirs)[] pairs = [.. Convolutions(ours).Zip(Convolutions(theirs))];
        Assert.Equal(19, pairs.Length);
        foreach ((NodeProto left, NodeProto right) in pairs)
        {
            for (int input = 1; input <= 2; input++)
            {
                float[] a = TensorReader.ToFloats(ours.Graph.Initializer(left.Input[input])!);
                float[] b = TensorReader.ToFloats(theirs.Graph.Initializer(right.Input[input])!);
                Assert.Equal(b.Length, a.Length);
                Assert.All(a.Zip(b), pair => Assert.Equal(pair.Second, pair.First, 1e-5f * Math.Max(1, Math.Abs(pair.Second))));
            }
        }

        static IEnumerable<NodeProto> Convolutions(OnnxModel model) => model.Graph.Nodes.Where(node => node.OpType == "Conv");
    }

    [SharedFact]
    public void The_old_super_resolution_network_is_converted()
    {
        OnnxModel model = OnnxModelFile.Load(RepositoryLayout.Shared("models", "super-resolution-espcn.onnx"));
        Assert.Equal(1, model.OpsetVersion());
        OnnxModel canonical = Canonicalizer.Run(model).Model;
        Assert.Equal(7, canonical.OpsetVersion());
        Assert.Equal(model.Graph.Inputs.Select(input => input.Name), canonical.Graph.Inputs.Select(input => input.Name));
        Assert.Equal("[1, 1, 672, 672]", ShapeInference.Infer(canonical)[canonical.Graph.Outputs[0].Name]!.ToString());
        Assert.Equal(ModelCost.Measure(model).Parameters, ModelCost.Measure(canonical).Parameters);
    }
}
