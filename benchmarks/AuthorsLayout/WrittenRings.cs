using System.Text.Json;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Benchmarks.AuthorsLayout;

/// <summary>Reads the rings of a network that <c>rsdtr compress</c> wrote: ranks and plans from its report, cores from its file.</summary>
internal static class WrittenRings
{
    /// <summary>Reads them.</summary>
    /// <param name="layers">The layers of the canonical original, in the order that the report has them.</param>
    /// <param name="compressed">The network that was written.</param>
    /// <param name="report">The report's file.</param>
    /// <returns>The rings by the names of the weights that they stand for.</returns>
    public static IReadOnlyDictionary<string, RingFactors> Read(IReadOnlyList<NetworkLayer> layers, OnnxModel compressed, string report)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(report));
        JsonElement[] entries = [.. document.RootElement.GetProperty("layers").EnumerateArray()];
        return layers.Zip(entries).Where(pair => pair.Second.GetProperty("family").GetString() == "ring")
            .ToDictionary(pair => pair.First.Weight, pair => Read(compressed.Graph, pair.First, pair.Second));
    }

    private static RingFactors Read(OnnxGraph graph, NetworkLayer layer, JsonElement entry)
    {
        int[] ranks = [.. entry.GetProperty("ranks").EnumerateArray().Select(rank => rank.GetInt32())];
        ChainCuts cuts = CutsOf(ChainLayout.Parse(entry.GetProperty("plan").GetString()!));
        KernelShape shape = layer.Shape!.Value;
        RingCore[] cores = [.. Enumerable.Range(0, KernelShape.Modes).Select(mode =>
        {
            float[] numbers = TensorReader.ToFloats(graph.Initializer($"{layer.Weight}/G{mode + 1}")!);
            return CoreOrder.Read(ranks[mode], shape[mode], ranks[(mode + 1) % KernelShape.Modes], RingStageKernels.StoredOrder(mode), numbers);
        })];
        return new RingFactors(new TensorRingKernel(cores), entry.GetProperty("shift").GetInt32(), cuts);
    }

    private static ChainCuts CutsOf(ChainLayout layout) =>
        Enumerable.Range(0, (int)ChainCuts.All + 1).Select(bits => (ChainCuts)bits).First(cuts => ChainLayout.Of(cuts) == layout);
}
