using Google.Protobuf;
using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Pipeline;
using RsdtrEdge.Runtime.Profiles.Networks;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Compressor.Tests.Latency;

public sealed class NetworkOutlinesTests
{
    [Fact]
    public void With_its_weights_behind_it_the_graph_is_the_network_again()
    {
        OnnxModel canonical = Canonicalizer.Run(SmallNetworks.Residual()).Model;
        NetworkOutline outline = Of(canonical)!;
        Assert.All(outline.Weights, weight => Assert.True(weight.Sizes.Length >= 2));
        ModelProto weights = new() { Graph = new GraphProto() };
        weights.Graph.Initializer.Add(outline.Weights.Select(weight => canonical.Graph.Initializer(weight.Name)!));
        OnnxModel whole = new(ModelProto.Parser.ParseFrom([.. outline.Graph.Span, .. weights.ToByteArray()]));
        Assert.Equal(0, ModelRunner.LargestRelativeDifference(canonical, whole, 3, 1, 3, 16, 16));
        Assert.True(outline.Graph.Length + (sizeof(float) * outline.Weights.Sum(weight => weight.Sizes.Aggregate(1, (product, size) => product * size)))
            <= canonical.Proto.CalculateSize());
    }

    [Fact]
    public void The_input_has_one_image_and_biases_and_small_tensors_stay()
    {
        NetworkOutline outline = Of(new GraphBuilder().Input("x", "batch", 3, 8, 8).Conv(4, 3, name: "a").Conv(200, 1, name: "b").Conv(4, 3, group: 4, bias: false, input: "a").Output("y").Build())!;
        ModelProto graph = ModelProto.Parser.ParseFrom(outline.Graph.Span);
        Assert.Equal([1, 3, 8, 8], Assert.Single(graph.Graph.Input).Type.TensorType.Shape.Dim.Select(dim => dim.DimValue));

        // 4 x 3 x 3 x 3 and 200 x 4 numbers travel as sizes; 200 biases and 4 x 1 x 3 x 3 numbers as they are.
        Assert.Equal([108, 800], outline.Weights.Select(weight => weight.Sizes.Aggregate(1, (product, size) => product * size)).Order());
        Assert.Equal([4, 36, 200], graph.Graph.Initializer.Select(TensorSizes.ElementCount).Order());
    }

    [Fact]
    public void What_cannot_be_timed_by_itself_has_none()
    {
        Assert.Null(Of(new GraphBuilder().Input("x", 1, 3, "rows", 8).Conv(4, 3).Output("y").Build()));
        Assert.Null(Of(new GraphBuilder().Input("a", 1, 4, 8, 8).Input("x", 1, 4, 8, 8).Conv(4, 1).Add("a").Output("y").Build()));
    }

    [SharedTheory]
    [InlineData("cifar10-resnet56.onnx")]
    [InlineData("ultraface-rfb-320.onnx")]
    [InlineData("fastestdet.onnx")]
    [InlineData("super-resolution-espcn.onnx")]
    public void Of_the_shared_networks_it_is_small(string name)
    {
        OnnxModel model = Canonicalizer.Run(OnnxModelFile.Load(RepositoryLayout.Shared("models", name))).Model;
        Assert.InRange(Of(model)!.Graph.Length, 1, 65_536);
    }

    private static NetworkOutline? Of(OnnxModel model) => NetworkOutlines.Of(model, ShapeInference.Infer(model, new ShapeInferenceOptions { OpenBatch = 1 }));
}
