using RsdtrEdge.Benchmarks.AuthorsLayout;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Rewriting;

namespace RsdtrEdge.Benchmarks.Tests.AuthorsLayout;

public sealed class WrittenRingsTests
{
    [Fact]
    public void Cores_are_read_back_whatever_the_plan()
    {
        // With branches and without.
        AssertReadBack(new KernelShape(6, 5, 3, 2), new RingRanks(2, 3, 4, 5));
        AssertReadBack(new KernelShape(6, 5, 3, 2), new RingRanks(2, 1, 4, 5));
    }

    private static void AssertReadBack(KernelShape shape, RingRanks ranks)
    {
        using TemporaryFolder folder = new();
        for (ChainCuts cuts = ChainCuts.None; cuts <= ChainCuts.All; cuts++)
        {
            RingFactors ring = SeededFactors.Ring(shape, ranks, seed: 1, cuts);
            OnnxModel model = new ConvolutionSetting().ToModel(shape.OutputChannels, shape.InputChannels, shape.Height, shape.Width);
            IReadOnlyList<NetworkLayer> layers = LayerFinder.Find(model, ShapeInference.Infer(model, new ShapeInferenceOptions { OpenBatch = 1 }));
            OnnxModel written = model.Clone();
            ConvolutionRewriter.Rewrite(written.Graph, "w", ring);
            string report = folder.File("report.json");
            File.WriteAllText(report, $$"""{"layers": [{"family": "ring", "ranks": [{{string.Join(", ", ranks.ToArray())}}], "shift": 2, "plan": "{{ring.Plan}}"}]}""");

            RingFactors read = WrittenRings.Read(layers, written, report)["w"];
            Assert.Equal((ring.Plan, 2), (read.Plan, read.Shift));
            Assert.Equal(ring.Ring.Cores.Select(core => core.Data), read.Ring.Cores.Select(core => core.Data));
        }
    }
}
