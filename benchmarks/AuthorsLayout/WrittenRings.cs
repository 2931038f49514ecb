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
    private const int C = 1;
    private const int Rows = 2;

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
        RingRanks ringRanks = new(ranks[0], ranks[1], ranks[2], ranks[3]);
        RingCore[] cores = [.. Enumerable.Range(0, KernelShape.Modes).Select(mode =>
        {
            (int[] order, bool backwards) = OrderOf(mode, cuts, StageOf(mode, cuts), shape, ringRanks);
            float[] numbers = TensorReader.ToFloats(graph.Initializer($"{layer.Weight}/G{mode + 1}")!);
            for (int offset = 0; backwards && offset < numbers.Length; offset += shape[mode])
            {
                Array.Reverse(numbers, offset, shape[mode]);
            }

            return CoreOrder.Read(ranks[mode], shape[mode], ranks[(mode + 1) % KernelShape.Modes], order, numbers);
        })];
        return new RingFactors(new TensorRingKernel(cores), entry.GetProperty("shift").GetInt32(), cuts);
    }

    private static ChainCuts CutsOf(ChainLayout layout) =>
        Enumerable.Range(0, (int)ChainCuts.All + 1).Select(bits => (ChainCuts)bits).First(cuts => ChainLayout.Of(cuts) == layout);

    // The modes of the stage that holds one.
    private static ChainModes StageOf(int mode, ChainCuts cuts)
    {
        ChainModes own = mode switch { 0 => ChainModes.Outputs, C => ChainModes.Channels, Rows => ChainModes.Rows, _ => ChainModes.Columns };
        ChainLayout layout = ChainLayout.Of(cuts);
        return Enumerable.Range(0, layout.StageCount).Select(layout.ModesOf).First(stage => stage.HasFlag(own));
    }

    // The order in which RingStageKernels stores a core depends on the stage that it is merged into, and on whether that is composed; whether the
    // offsets of a spatial core, last then, go backwards.
    private static (int[] Order, bool Backwards) OrderOf(int mode, ChainCuts cuts, ChainModes stage, KernelShape shape, RingRanks ranks)
    {
        if (int.PopCount((int)stage) > 1 && RingStageKernels.Composes(shape, ranks, stage))
        {
            bool hasOutputs = stage.HasFlag(ChainModes.Outputs);
            bool hasBoth = stage.HasFlag(ChainModes.Rows | ChainModes.Columns);
            return mode switch
            {
                0 => ([1, 2, 0], false),
                C => ([1, 0, 2], false),
                Rows when hasBoth && !hasOutputs => ([0, 2, 1], true),
                Rows => ([2, 0, 1], false),
                _ => ([2, 0, 1], hasBoth && hasOutputs),
            };
        }

        return (mode switch
        {
            0 => [1, 2, 0],
            C when cuts.HasFlag(ChainCuts.AfterChannels) => [0, 2, 1],
            C => cuts == ChainCuts.None ? [1, 0, 2] : [0, 1, 2],
            Rows => cuts.HasFlag(ChainCuts.AfterRows) ? [2, 0, 1] : [0, 1, 2],
            _ => [2, 0, 1],
        }, false);
    }
}
