using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Pipeline;
using RsdtrEdge.Compressor.Tests.Rewriting;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Compressor.Tests.Costs;

/// <summary>The peak that is foretold for a chain is the one that is measured once the chain stands in the graph.</summary>
public sealed class ChainPeakTests
{
    [Fact]
    public void A_chain_in_the_place_of_a_convolution_needs_what_was_foretold()
    {
        int seed = 0;
        foreach (ConvolutionSetting geometry in (ConvolutionSetting[])
            [
                new(), new() { Pads = [3, 0, 1, 2] }, new() { Strides = [2, 1], Pads = [0, 1, 2, 3] }, new() { Strides = [1, 3], Pads = [2, 2, 2, 2] },
                new() { Dilations = [2, 1], Strides = [1, 2], Pads = [1, 0, 0, 2] }, new() { Strides = [3, 2], AutoPad = "SAME_UPPER", Pads = null },
                new() { Strides = [2, 2], AutoPad = "VALID", Pads = null, Batch = 5 }, new() { Batch = null, Strides = [2, 2] },
            ])
        {
            // Each of the four stages is the widest once.
            foreach (RingRanks ranks in (RingRanks[])[new(1, 1, 1, 1), new(2, 3, 4, 2), new(1, 2, 40, 3), new(1, 2, 3, 40), new(40, 1, 2, 3), new(2, 9, 4, 5)])
            {
                ConvolutionSetting setting = geometry with { Bias = ++seed % 2 == 0 };
                OnnxModel model = setting.ToModel(6, 5, 3, 3);
                for (ChainCuts cuts = ChainCuts.None; cuts <= ChainCuts.All; cuts++)
                {
                    AssertForetold(model, _ => SeededFactors.Ring(new KernelShape(6, 5, 3, 3), ranks, seed, cuts));
                }
            }

            foreach (ChainLayout layout in ChainLayout.Spatial)
            {
                int[] ranks = [.. Enumerable.Range(0, layout.StageCount - 1).Select(stage => stage == seed % 3 ? 40 : 2 + stage)];
                AssertForetold(geometry.ToModel(6, 5, 3, 3), _ => SeededFactors.Chain(new KernelShape(6, 5, 3, 3), layout, ranks, seed));
            }

            AssertForetold((geometry with { Pads = null, AutoPad = "VALID" }).ToModel(6, 5, 1, 1), _ => SeededFactors.Pair(6, 5, 30, seed));
        }
    }

    [Fact]
    public void One_stage_after_another_is_counted_by_hand()
    {
        // x: 2 channels of 4 x 4 (128 bytes) dies in the convolution; a (the Relu of x, 128) is alive till the end; y: 3 of 2 x 2 (48).
        OnnxModel model = new GraphBuilder().Input("x", 1, 2, 4, 4).Node("Relu", ["x"], ["a"]).RandomWeight("w", 3, 2, 3, 3)
            .Node("Conv", ["x", "w"], ["y"]).Output("y", "y").Output("a", "a").Build();
        NetworkLayer layer = Assert.Single(Layers(model));
        Assert.Equal(new ConvolutionMemory(128, 128, InputStays: false, 48), Assert.Single(layer.Memory!));
        Assert.Equal(304, layer.Peak([]));
        // R1 R2 = 2 x 1 at 4 x 4 (128), R1 R3 = 2 x 1 at 2 x 4 (64), R1 R0 = 2 x 3 at 2 x 2 (96): 128 + 128, 128 + 64, 64 + 96, 96 + 48.
        Assert.Equal(128 + 256, layer.Peak(ChainValue.OfRing(new RingRanks(3, 2, 1, 1))));
        // R0 = 12: 384 at 2 x 2: 64 + 384, and 384 + 48.
        Assert.Equal(128 + 448, layer.Peak(ChainValue.OfRing(new RingRanks(12, 2, 1, 1))));
        // An input that something reads later is there during all stages.
        OnnxModel kept = new GraphBuilder().Input("x", 1, 2, 4, 4).RandomWeight("w", 3, 2, 3, 3)
            .Node("Conv", ["x", "w"], ["y"]).Node("Relu", ["x"], ["a"]).Output("y", "y").Output("a", "a").Build();
        Assert.Equal(128 + 448, Assert.Single(Layers(kept)).Peak(ChainValue.OfRing(new RingRanks(12, 2, 1, 1))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_highest_moment_of_a_rewritten_network_is_foretold(int seed)
    {
        foreach (OnnxModel source in (OnnxModel[])[SmallNetworks.Residual(), SmallNetworks.Normalized(), SmallNetworks.OfAllKinds(), Shared()])
        {
            Random random = new(seed);
            AssertForetold(Canonicalizer.Run(source).Model, layer => Draw(random, layer));
        }
    }

    [SharedTheory]
    [InlineData("cifar10-resnet20")]
    [InlineData("ultraface-rfb-320")]
    [InlineData("fastestdet")]
    public void So_it_is_for_real_networks(string name)
    {
        OnnxModel model = Canonicalizer.Run(OnnxModelFile.Load(RepositoryLayout.Shared("models", $"{name}.onnx"))).Model;
        Random random = new(4);
        AssertForetold(model, layer => Draw(random, layer));
        // One wide chain at a time, so that the peak is its own.
        int count = Layers(model).Count;
        for (int chosen = 0; chosen < count; chosen += Math.Max(1, count / 6))
        {
            int current = 0;
            AssertForetold(model, layer => current++ == chosen ? Wide(layer) : null);
        }
    }

    [Fact]
    public void Where_a_size_is_unknown_the_peak_is_too() => Assert.All(Layers(SmallNetworks.AnySize()), layer => Assert.Null(layer.Peak([])));

    private static void AssertForetold(OnnxModel model, Func<NetworkLayer, FactorizedKernel?> choose)
    {
        OnnxModel rewritten = model.Clone();
        ShapeTable shapes = ShapeInference.Infer(model, new ShapeInferenceOptions { OpenBatch = 1 });
        IReadOnlyList<NetworkLayer> layers = LayerFinder.Find(model, shapes);
        ActivationTimeline timeline = ActivationTimeline.Of(model.Graph, shapes).Timeline!;
        HashSet<NodeProto> convolutions = new(layers.SelectMany(layer => layer.Nodes), ReferenceEqualityComparer.Instance);
        long foretold = timeline.Nodes.Zip(timeline.Alive).Where(pair => !convolutions.Contains(pair.First)).Select(pair => pair.Second).DefaultIfEmpty(0).Max();
        foreach (NetworkLayer layer in layers)
        {
            FactorizedKernel? factors = layer.Shape is null ? null : choose(layer);
            foretold = Math.Max(foretold, layer.Peak(factors?.InnerValues ?? [])!.Value);
            if (factors is not null)
            {
                ConvolutionRewriter.Rewrite(rewritten.Graph, layer.Weight, factors);
            }
        }

        Assert.Equal(foretold, ModelCost.Measure(rewritten).PeakActivationBytes);
        Assert.Equal(timeline.Peak, ModelCost.Measure(model).PeakActivationBytes);
    }

    private static FactorizedKernel? Draw(Random random, NetworkLayer layer)
    {
        KernelShape shape = layer.Shape!.Value;
        int most = random.Next(1, 9);
        int Rank() => random.Next(1, most + 1);
        return random.Next(5) == 0 ? null
            : shape is { Height: 1, Width: 1 } ? SeededFactors.Pair(shape.OutputChannels, shape.InputChannels, 3 * Rank(), random.Next())
            : random.Next(3) == 0 ? SeededFactors.Chain(shape, ChainLayout.Parse("Ci|jT"), [9 * Rank()], random.Next())
            : SeededFactors.Ring(shape, new RingRanks(Rank(), Rank(), Rank(), Rank()), random.Next(), (ChainCuts)random.Next((int)ChainCuts.All + 1));
    }

    private static FactorizedKernel Wide(NetworkLayer layer)
    {
        KernelShape shape = layer.Shape!.Value;
        return shape is { Height: 1, Width: 1 }
            ? SeededFactors.Pair(shape.OutputChannels, shape.InputChannels, 4000, seed: 1)
            : SeededFactors.Ring(shape, new RingRanks(3, 40, 50, 60), seed: 1);
    }

    private static IReadOnlyList<NetworkLayer> Layers(OnnxModel model) =>
        LayerFinder.Find(model, ShapeInference.Infer(model, new ShapeInferenceOptions { OpenBatch = 1 }));

    // Two convolutions with one weight at different sizes.
    private static OnnxModel Shared() => new GraphBuilder(seed: 21).Input("x", 1, 4, 16, 16).RandomWeight("w", 4, 4, 3, 3)
        .Node("Conv", ["x", "w"], ["a"]).MaxPool(2, 2).Node("Conv", ["maxpool1", "w"], ["b"]).Output("b", "b").Output("a", "a").Build();
}
