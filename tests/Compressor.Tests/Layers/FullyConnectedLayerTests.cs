using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Rewriting;
using RsdtrEdge.Runtime.Diagnostics;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Tests.Layers;

/// <summary>Gemm and MatMul among the layers.</summary>
public sealed class FullyConnectedLayerTests
{
    [Fact]
    public void The_kernel_is_outputs_by_inputs_however_it_is_stored()
    {
        foreach (FullyConnectedSetting setting in (FullyConnectedSetting[])[new() { TransB = 1 }, new() { TransB = 0 }, new() { Operator = "MatMul" }])
        {
            OnnxModel model = setting.ToModel(2, 3);
            model.Graph.Initializer("w")!.RawData = TensorBuilder.Floats("w", [6], [1, 2, 3, 4, 5, 6]).RawData;
            NetworkLayer layer = Assert.Single(Find(model));
            Assert.Equal(("product", LayerKind.FullyConnected, "w", null), (layer.Name, layer.Kind, layer.Weight, layer.DenseReason));
            Assert.Equal([2L, 3], layer.WeightShape);
            Assert.Equal(new KernelShape(2, 3, 1, 1), layer.Shape);
            Assert.Equal(setting.TransB == 1 ? [1f, 2, 3, 4, 5, 6] : [1f, 3, 5, 2, 4, 6], layer.Kernel);
            Assert.Equal((6, 6L), (layer.Parameters, layer.Macs));
        }
    }

    [Fact]
    public void Rows_are_positions_and_figures_agree_with_the_network_s()
    {
        foreach ((FullyConnectedSetting setting, long rows) in ((FullyConnectedSetting, long)[])
        [
            (new() { TransB = 1, Leading = [null] }, 1), (new() { Leading = [4] }, 4), (new() { Operator = "MatMul", Leading = [] }, 1),
            (new() { Operator = "MatMul", Leading = [null, 7] }, 7), (new() { Operator = "MatMul", Leading = [2, 3, 5] }, 30),
        ])
        {
            OnnxModel model = setting.ToModel(6, 9);
            NetworkLayer layer = Assert.Single(Find(model));
            Assert.Equal(new ConvolutionSize(6, 9, 1, 1, rows, 1, rows, 1), Assert.Single(layer.Sizes!));
            ModelCost cost = ModelCost.Measure(model);
            Assert.Equal((rows * 54, 54), (layer.Macs, layer.Parameters));
            Assert.Equal((cost.Macs, cost.Parameters), (layer.Macs, layer.Parameters));
            Assert.Equal(TensorShape.Of(6, 9), Assert.Single(cost.Layers).KernelShape);
        }
    }

    [Fact]
    public void Rows_that_only_the_run_knows_leave_MACs_unknown()
    {
        NetworkLayer layer = Assert.Single(Find(new FullyConnectedSetting { Operator = "MatMul", Leading = [1, null] }.ToModel(6, 9)));
        Assert.Null(layer.Macs);
        Assert.Null(layer.Sizes);
        Assert.NotNull(layer.Shape);
    }

    [Fact]
    public void A_shared_weight_is_one_layer_with_the_work_of_all()
    {
        OnnxModel model = new GraphBuilder().Input("x", 2, 5, 4).RandomWeight("w", 4, 4)
            .Node("MatMul", ["x", "w"], ["a"]).Node("ReduceMean", ["a"], ["b"], NodeBuilder.Ints("axes", 1), NodeBuilder.Int("keepdims", 0))
            .Node("Gemm", ["b", "w"], ["c"]).Output("y", "c").Build();
        NetworkLayer layer = Assert.Single(Find(model));
        Assert.Equal(["matmul1", "gemm1"], layer.Nodes.Select(node => node.Name));
        Assert.Equal([10L, 2], layer.Sizes!.Select(size => size.OutputHeight));
        Assert.Equal(12 * 16, layer.Macs);
    }

    [Fact]
    public void What_cannot_be_factorized_says_why()
    {
        Assert.Equal("its weight is used both as it is and transposed", Reason(Square().Node("Gemm", ["x", "w"]).Node("Gemm", null, null, NodeBuilder.Int("transB", 1))));
        Assert.Equal("its weight is also used by something that is not a fully connected layer", Reason(Square().Node("Gemm", ["x", "w"]).Node("Mul", ["gemm1", "w"])));
        Assert.Equal("its weight is also used by something that is not a fully connected layer", Reason(Square().Node("MatMul", ["x", "w"]).Node("MatMul", ["w", "matmul1"])));
        Assert.Equal("its weight is also used by something that is not a fully connected layer", Reason(Square().Node("Gemm", ["x", "w", "w"])));
        Assert.Equal("its input is transposed", Reason(Square().Node("Gemm", ["x", "w"], null, NodeBuilder.Int("transA", 1))));
        Assert.Equal("its weight has 3 axes, not 2", Reason(Square().RandomWeight("three", 2, 4, 4).Node("MatMul", ["x", "three"])));
        Assert.Equal("its weight has 1 axis, not 2", Reason(Square().RandomWeight("one", 4).Node("MatMul", ["x", "one"])));
        Assert.Equal("its weight is an input of the network", Reason(Square().Input("fed", 4, 4).Node("Gemm", ["x", "fed"])));
        Assert.Equal("its weight is computed by the network", Reason(Square().Node("Relu", ["x"]).Node("Gemm", ["x", "relu1"])));
        Assert.Equal("its weight is stored in another form and converted by nodes", Reason(Square().Node("Transpose", ["w"]).Node("MatMul", ["x", "transpose1"])));

        GraphBuilder half = Square();
        half.Graph.Initializer[0] = new TensorProto
        {
            Name = "w",
            DataType = (int)DataType.Float16,
            Dims = { 4L, 4L },
            RawData = Google.Protobuf.ByteString.CopyFrom(new byte[32]),
        };
        Assert.Equal("its weight is float16, not float32", Reason(half.Node("MatMul", ["x", "w"])));

        static GraphBuilder Square() => new GraphBuilder().Input("x", 4, 4).RandomWeight("w", 4, 4);
        static string? Reason(GraphBuilder builder)
        {
            // The second Gemm of the first network reads the same weight.
            foreach (NodeProto node in builder.Graph.Node.Where(node => node.OpType == "Gemm" && node.Input.Count == 1))
            {
                node.Input[0] = "gemm1";
                node.Input.Add("w");
            }

            NetworkLayer layer = Assert.Single(Find(builder.Output("y").Build()));
            Assert.Null(layer.Shape);
            Assert.Empty(layer.Kernel);
            return layer.DenseReason;
        }
    }

    [Fact]
    public void A_product_of_activations_or_of_constants_is_no_layer()
    {
        Assert.Empty(Find(new GraphBuilder().Input("x", 4, 4).Node("Relu").Node("MatMul", ["x", "relu1"]).Output("y").Build()));
        Assert.Empty(Find(new GraphBuilder().Input("x", 4, 4).RandomWeight("left", 4, 4).Node("MatMul", ["left", "x"]).Output("y").Build()));
        Assert.Empty(Find(new GraphBuilder().Input("x", 4, 4).RandomWeight("a", 4, 4).RandomWeight("b", 4, 4)
            .Node("MatMul", ["a", "b"], ["ab"]).Node("Add", ["x", "ab"]).Output("y").Build()));
    }

    [Fact]
    public void A_weight_that_is_not_finite_is_an_error_that_names_it()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 2).Weight("w", [2, 3], 1, 2, 3, float.NaN, 5, 6).Node("MatMul", ["x", "w"]).Output("y").Build();
        Expect.Error(ModelDiagnostics.NonFiniteWeight, () => Find(model), "'w'", "[2, 3]", "element 3");
    }

    private static IReadOnlyList<NetworkLayer> Find(OnnxModel model) =>
        LayerFinder.Find(model, ShapeInference.Infer(model, new ShapeInferenceOptions { OpenBatch = 1 }));
}
