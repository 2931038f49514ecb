using System.Collections.Immutable;
using System.Text;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Compressor.Tests.Latency;

public sealed class StageShapesTests
{
    [Fact]
    public void A_layer_that_cannot_be_factorized_is_one_stage()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 8, 6, 6).Conv(8, 3, pads: 1, group: 8).Output("y").Build();
        Assert.Equal<StageShape>([new(StageKind.Convolution, 8, 8, 8, 3, 3, 1, 1, 1, 1, 6, 6, 6, 6)], StageShapes.Of(model));
    }

    [Fact]
    public void A_1x1_layer_is_itself_and_the_stages_of_pairs()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 16, 6, 6).Conv(24, 1).Output("y").Build();

        // Widths 8 and 16, and 12 and 10, which are no multiples of 8; the last stage of the pair of width 16 is as large as the layer.
        int[] widths = [8, 10, 12, 16];
        IEnumerable<StageShape> expected = widths.SelectMany(width => new[] { Pointwise(16, width), Pointwise(width, 24) });
        Assert.Equal(expected.Order(StageOrder.Instance), StageShapes.Of(model));

        static StageShape Pointwise(int inputs, int outputs) => new(StageKind.Convolution, inputs, outputs, 1, 1, 1, 1, 1, 1, 1, 6, 6, 6, 6);
    }

    [Fact]
    public void A_spatial_layer_has_the_stages_of_every_family()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 16, 6, 6).Conv(16, 3, pads: 1).Output("y").Build();
        ImmutableArray<StageShape> stages = StageShapes.Of(model);
        (int Inputs, int Outputs, int Groups, int Height, int Width)[] some =
        [
            (16, 16, 1, 3, 3), // dense
            (16, 8, 1, 3, 1), (8, 16, 1, 1, 3), (16, 8, 1, 1, 3), (8, 16, 1, 3, 1), // Ci|jT and Cj|iT
            (16, 12, 1, 3, 1), (10, 16, 1, 1, 3), (16, 24, 1, 3, 1), // no multiples, and more channels than the layer has
            (8, 16, 1, 3, 3), (16, 8, 1, 3, 3), // C|ijT and Cij|T
            (16, 8, 1, 1, 1), (8, 8, 1, 3, 3), (8, 16, 1, 1, 1), // C|ij|T
            (8, 8, 1, 3, 1), (8, 8, 1, 1, 3), // C|i|j|T
            (16, 16, 2, 3, 3), (16, 16, 2, 3, 1), (16, 16, 2, 1, 3), // in two branches
            (16, 32, 1, 1, 1), (32, 32, 32, 3, 3), (64, 16, 1, 1, 1), (96, 16, 1, 1, 1), // in 32, with up to three filters each
            (16, 10, 1, 1, 1), (10, 10, 10, 3, 3), (10, 30, 10, 3, 3), (30, 16, 1, 1, 1), // in 10, whose filters do not run one by one
            (12, 12, 12, 3, 3), (36, 16, 1, 1, 1), // in 12, whose filters do
        ];
        Assert.All(some, stage => Assert.Contains(
            new StageShape(StageKind.Convolution, stage.Inputs, stage.Outputs, stage.Groups, stage.Height, stage.Width, 1, 1, 1, 1, 6, 6, 6, 6), stages));
        Assert.Equal(stages.Distinct().Order(StageOrder.Instance), stages);
    }

    [Fact]
    public void Layers_that_are_alike_are_listed_once()
    {
        GraphBuilder one = new GraphBuilder().Input("x", 1, 16, 6, 6).Conv(16, 3, pads: 1).Relu();
        ImmutableArray<StageShape> expected = StageShapes.Of(one.Output("y").Build());
        OnnxModel two = new GraphBuilder().Input("x", 1, 16, 6, 6).Conv(16, 3, pads: 1).Relu().Conv(16, 3, pads: 1).Output("y").Build();
        Assert.Equal<StageShape>(expected, StageShapes.Of(two));
    }

    [Fact]
    public void A_network_of_open_size_is_refused()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 8, "height", "width").Conv(8, 3).Output("y").Build();
        Assert.Equal("RSDTR1007", Assert.Throws<RsdtrException>(() => StageShapes.Of(model)).Diagnostic.Descriptor.Id);
    }

    // What a board times in a minute or two.
    [Fact]
    public void ResNet18_has_fewer_than_900()
    {
        ImmutableArray<StageShape> stages = StageShapes.Of(ResNet18());
        Assert.InRange(stages.Length, 300, 899);
        Assert.Contains(new StageShape(StageKind.Convolution, 512, 512, 1, 3, 3, 1, 1, 1, 1, 7, 7, 7, 7), stages);
        AssertReadable(stages);
    }

    [SharedTheory]
    [InlineData("cifar10-resnet20.onnx")]
    [InlineData("cifar10-resnet56.onnx")]
    [InlineData("ultraface-rfb-320.onnx")]
    [InlineData("fastestdet.onnx")]
    [InlineData("super-resolution-espcn.onnx")]
    public void Small_networks_have_fewer_than_550(string name)
    {
        ImmutableArray<StageShape> stages = StageShapes.Of(OnnxModelFile.Load(RepositoryLayout.Shared("models", name)));
        Assert.InRange(stages.Length, 50, 549);
        AssertReadable(stages);
    }

    private static void AssertReadable(ImmutableArray<StageShape> stages) =>
        Assert.Equal<StageShape>(stages, StageShapesFile.Parse(Encoding.UTF8.GetBytes(StageShapesFile.ToJson(new StageList(stages))), "x").Shapes);

    // He et al., arXiv 1512.03385, table 1, without the sums: only the sizes matter.
    private static OnnxModel ResNet18()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", 1, 3, 224, 224).Conv(64, 7, stride: 2, pads: 3).Relu().MaxPool(3, 2, 1);
        foreach (int channels in (int[])[64, 128, 256, 512])
        {
            if (channels > 64)
            {
                string input = graph.Last;
                graph.Conv(channels, 1, stride: 2, name: $"shortcut{channels}");
                graph.Conv(channels, 3, stride: 2, pads: 1, input: input).Relu();
            }

            graph.Conv(channels, 3, pads: 1).Relu();
        }

        return graph.GlobalAveragePool().Flatten().Gemm(512, 1000).Output("y").Build();
    }
}
