using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Tests.Layers;

public sealed class LayerFinderTests
{
    [Fact]
    public void A_layer_has_its_kernel_sizes_and_MACs()
    {
        OnnxModel model = new GraphBuilder().Input("image", "batch", 3, 9, 7).Conv(4, 3, 2, stride: 2, fourPads: [1, 0, 1, 0]).Output("map").Build();
        NetworkLayer layer = Assert.Single(Find(model));

        // Output height (9 + 2 - 3) / 2 + 1 = 5, width (7 - 2) / 2 + 1 = 3.
        Assert.Equal(new ConvolutionSize(4, 3, 3, 2, 9, 7, 5, 3), Assert.Single(layer.Sizes!));
        Assert.Equal(4 * 3 * 3 * 2 * 5 * 3, layer.Macs);
        Assert.Equal(new KernelShape(4, 3, 3, 2), layer.Shape);
        Assert.Equal(72, layer.Parameters);
        Assert.Equal(TensorReader.ToFloats(model.Graph.Initializer("conv1.weight")!), layer.Kernel);
        Assert.Null(layer.DenseReason);
    }

    [Fact]
    public void A_fixed_batch_counts_as_often_as_it_has_images()
    {
        OnnxModel model = new GraphBuilder().Input("image", 4, 3, 9, 7).Conv(4, 3, 2, stride: 2, fourPads: [1, 0, 1, 0]).Conv(4, 3, group: 2, pads: 1).Output("map").Build();
        IReadOnlyList<NetworkLayer> layers = Find(model);
        Assert.Equal(new ConvolutionSize(4, 3, 3, 2, 36, 7, 20, 3), Assert.Single(layers[0].Sizes!));
        Assert.Equal(4 * 4 * 3 * 3 * 2 * 5 * 3, layers[0].Macs);
        Assert.Equal(layers[0].Macs, ConvolutionCost.DenseMacs(layers[0].Sizes![0]));
        Assert.Equal(ModelCost.Measure(model).Macs, layers.Sum(layer => layer.Macs));
    }

    [Fact]
    public void A_shared_weight_is_one_layer_with_the_work_of_all()
    {
        OnnxModel model = new GraphBuilder()
            .Input("image", 1, 3, 8, 8).RandomWeight("w", 3, 3, 1, 1)
            .Node("Conv", ["image", "w"], ["a"]).MaxPool(2, 2).Node("Conv", ["maxpool1", "w"], ["b"])
            .Output("map", "b").Build();
        NetworkLayer layer = Assert.Single(Find(model));
        Assert.Equal(["conv1", "conv2"], layer.Nodes.Select(node => node.Name));
        Assert.Equal((9 * 64) + (9 * 16), layer.Macs);
    }

    [Fact]
    public void Sizes_that_only_the_run_knows_leave_MACs_unknown()
    {
        NetworkLayer layer = Assert.Single(Find(new GraphBuilder().Input("image", 1, 3, "height", 8).Conv(4, 3).Output("map").Build()));
        Assert.Null(layer.Macs);
        Assert.Null(layer.Sizes);
        Assert.NotNull(layer.Shape);
    }

    [Fact]
    public void Weights_of_another_type_or_that_are_outputs_stay_dense()
    {
        GraphBuilder builder = new GraphBuilder().Input("image", 1, 3, 8, 8).Conv(4, 3, bias: false).Conv(4, 3).Output("map");
        builder.Output("weight", "conv2.weight");
        TensorProto half = new() { Name = "conv1.weight", DataType = (int)DataType.Float16, RawData = Google.Protobuf.ByteString.CopyFrom(new byte[4 * 3 * 9 * 2]) };
        half.Dims.AddRange([4L, 3L, 3L, 3L]);
        builder.Graph.Initializer[0] = half;
        IReadOnlyList<NetworkLayer> layers = Find(builder.Build());
        Assert.Equal("its weight is float16, not float32", layers[0].DenseReason);
        Assert.All(layers, layer => Assert.Null(layer.Shape));
        Assert.All(layers, layer => Assert.Empty(layer.Kernel));
    }

    [Fact]
    public void A_convolution_over_constants_is_no_layer()
    {
        OnnxModel model = new GraphBuilder()
            .Input("image", 1, 3, 8, 8).RandomWeight("constant", 1, 3, 8, 8).RandomWeight("w", 3, 3, 1, 1)
            .Node("Conv", ["constant", "w"], ["folded"]).Node("Add", ["image", "folded"]).Output("map").Build();
        Assert.Empty(Find(model));
    }

    private static IReadOnlyList<NetworkLayer> Find(OnnxModel model) =>
        LayerFinder.Find(model, ShapeInference.Infer(model, new ShapeInferenceOptions { OpenBatch = 1 }));
}
