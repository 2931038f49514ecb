using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Tests.Latency;

public sealed class LayerStagesTests
{
    // C = 4, T = 6, 3 x 5, stride 2; output (9 + 2 - 3) / 2 + 1 = 5 by (7 + 4 - 5) / 2 + 1 = 4.
    private static OnnxModel Model() =>
        new GraphBuilder().Input("x", 1, 4, 9, 7).Conv(6, 3, 5, stride: 2, fourPads: [1, 2, 1, 2]).Output("y").Build();

    [Fact]
    public void Each_stage_has_the_kernel_step_and_map_of_the_axes_it_works_along()
    {
        LayerStages stages = Assert.Single(LayerStages.Of(Assert.Single(Find(Model())))!);
        Assert.Equal(Convolution(4, 6, 1, 3, 5, 2, 2, 9, 7, 5, 4), stages.Dense);
        Assert.Equal(
            [Convolution(4, 2, 1, 3, 1, 2, 1, 9, 7, 5, 7), Convolution(2, 6, 1, 1, 5, 1, 2, 5, 7, 5, 4)], stages.Chain(ChainLayout.Parse("Ci|jT"), [2]));
        Assert.Equal(
            [Convolution(4, 2, 1, 1, 5, 1, 2, 9, 7, 9, 4), Convolution(2, 6, 1, 3, 1, 2, 1, 9, 4, 5, 4)], stages.Chain(ChainLayout.Parse("Cj|iT"), [2]));
        Assert.Equal(
            [
                Convolution(4, 2, 1, 1, 1, 1, 1, 9, 7, 9, 7), Convolution(2, 4, 2, 3, 1, 2, 1, 9, 7, 5, 7),
                Convolution(4, 8, 2, 1, 5, 1, 2, 5, 7, 5, 4), Convolution(8, 6, 1, 1, 1, 1, 1, 5, 4, 5, 4),
            ],
            stages.Chain(ChainLayout.Parse("C|i|j|T"), [2, 4, 8], branches: 2));
    }

    [Fact]
    public void Grouped_and_dilated_layers_and_products_are_stages_as_they_are()
    {
        OnnxModel model = new GraphBuilder().Input("x", 2, 4, 9, 9)
            .Conv(8, 3, pads: 2, dilation: 2, group: 4)
            .Conv(6, 1, stride: 3)
            .GlobalAveragePool().Flatten().Gemm(6, 5).Output("y").Build();
        StageShape[] dense = [.. Find(model).Select(layer => Assert.Single(LayerStages.Of(layer)!).Dense)];

        // The images of the batch lie one below the other.
        Assert.Equal(
            [
                new StageShape(StageKind.Convolution, 4, 8, 4, 3, 3, 1, 1, 2, 2, 18, 9, 18, 9),
                new StageShape(StageKind.Convolution, 8, 6, 1, 1, 1, 3, 3, 1, 1, 18, 9, 6, 3),
                new StageShape(StageKind.FullyConnected, 6, 5, 1, 1, 1, 1, 1, 1, 1, 2, 1, 2, 1),
            ],
            dense);
        Assert.Equal(ModelCost.Measure(model).Macs, dense.Sum(stage => stage.Macs));
    }

    [Fact]
    public void The_MACs_of_the_stages_are_those_of_the_chain_and_of_the_ring()
    {
        LayerStages stages = Assert.Single(LayerStages.Of(Assert.Single(Find(Model())))!);
        foreach (ChainLayout layout in ChainLayout.Spatial)
        {
            int[] widths = [.. new[] { 6, 4, 2 }.Take(layout.StageCount - 1)];
            Assert.Equal(ConvolutionCost.ChainMacs(stages.Size, layout, widths), stages.Chain(layout, widths).Sum(stage => stage.Macs));
        }

        RingRanks ranks = new(3, 2, 5, 4);
        for (ChainCuts cuts = ChainCuts.None; cuts <= ChainCuts.All; cuts++)
        {
            // Between stages each of the R1 = 2 branches has R2 = 5, R3 = 4 or R0 = 3 channels.
            (ChainCuts Cut, int Width)[] between = [(ChainCuts.AfterChannels, 10), (ChainCuts.AfterRows, 8), (ChainCuts.AfterColumns, 6)];
            int[] widths = [.. between.Where(one => cuts.HasFlag(one.Cut)).Select(one => one.Width)];
            Assert.Equal(
                ConvolutionCost.RingStageMacs(stages.Size, ranks, cuts), stages.Chain(ChainLayout.Of(cuts), widths, branches: 2).Select(stage => stage.Macs));
        }
    }

    [Fact]
    public void The_stages_are_those_of_the_nodes_that_the_rewriting_makes()
    {
        foreach (ChainLayout layout in ChainLayout.Spatial.Where(layout => layout.StageCount > 1))
        {
            OnnxModel model = Model();
            NetworkLayer layer = Assert.Single(Find(model));
            int[] widths = [.. new[] { 6, 4, 2 }.Take(layout.StageCount - 1)];
            IReadOnlyList<StageShape> expected = Assert.Single(LayerStages.Of(layer)!).Chain(layout, widths);
            ConvolutionRewriter.Rewrite(model.Graph, layer.Weight, SeededFactors.Chain(layer.Shape!.Value, layout, widths, seed: 1));
            Assert.Equal(expected, Find(model).Select(stage => Assert.Single(LayerStages.Of(stage)!).Dense));
        }
    }

    [Fact]
    public void Sizes_that_only_the_run_knows_give_no_stages()
    {
        OnnxModel model = new GraphBuilder().Input("x", 1, 4, "height", 7).Conv(6, 3).Output("y").Build();
        Assert.Null(LayerStages.Of(Assert.Single(Find(model))));
    }

    private static IReadOnlyList<NetworkLayer> Find(OnnxModel model) =>
        LayerFinder.Find(model, ShapeInference.Infer(model, new ShapeInferenceOptions { OpenBatch = 1 }));

    private static StageShape Convolution(
        int inputs, int outputs, int groups, int kernelHeight, int kernelWidth, int strideHeight, int strideWidth, int height, int width, int outHeight, int outWidth) => new(
        StageKind.Convolution, inputs, outputs, groups, kernelHeight, kernelWidth, strideHeight, strideWidth, 1, 1, height, width, outHeight, outWidth);
}
