using System.Globalization;
using RsdtrEdge.Benchmarks.Measurement;
using RsdtrEdge.Benchmarks.Networks;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>What a chain of two stages makes of the latency of one layer, at several widths, each a model of that layer alone.</summary>
internal static class LayerSweep
{
    // The FLOP reductions that are aimed at, before widths are rounded to what processors compute in one go.
    private static readonly double[] s_reductions = [1.5, 2, 3, 4, 6];

    private const string Name = "layer";

    private static readonly ChainLayout s_layout = ChainLayout.Parse("Ci|jT");

    /// <summary>Measures the layer and its chains in turns.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="options">How long and with what.</param>
    /// <param name="folder">A folder for the models.</param>
    public static (IReadOnlyList<LayerPoint> Points, PairedRun Run) Measure(LayerSize layer, LatencyBenchmarkOptions options, string folder)
    {
        int[] widths = [.. Widths(layer)];
        string[] files = [.. Enumerable.Range(0, widths.Length + 1).Select(i => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"layer{i}.onnx")))];
        OnnxModel dense = Dense(layer);
        OnnxModelFile.Save(dense, files[0]);
        for (int i = 0; i < widths.Length; i++)
        {
            OnnxModel chain = dense.Clone();
            ConvolutionRewriter.Rewrite(chain.Graph, $"{Name}.weight", Chain(layer, widths[i]));
            OnnxModelFile.Save(chain, files[i + 1]);
        }

        PairedRun run = PairedRun.UntilValid(() => PairedRun.Run(files, options));
        return ([.. widths.Select((width, i) => new LayerPoint(layer, width, Reduction(layer, width), run.Subjects[i + 1].First))], run);
    }

    /// <summary>The widths of a layer's chains: multiples of 16 channels, of 8 for layers of fewer than 64, that reduce FLOPs.</summary>
    public static IEnumerable<int> Widths(LayerSize layer)
    {
        int multiple = Math.Min(layer.Inputs, layer.Outputs) < 64 ? 8 : 16;
        double most = Reduction(layer, 1);
        return s_reductions.Select(reduction => Math.Max(multiple, multiple * (int)Math.Round(most / reduction / multiple)))
            .Distinct().Where(width => Reduction(layer, width) > 1);
    }

    /// <summary>The dense layer's FLOPs over those of its chain.</summary>
    public static double Reduction(LayerSize layer, int width) =>
        (double)ConvolutionCost.DenseMacs(layer.Size) / ConvolutionCost.ChainMacs(layer.Size, s_layout, [width]);

    private static OnnxModel Dense(LayerSize layer)
    {
        NetworkBuilder builder = new(new SeededWeights(seed: 1));
        string output = builder.Convolution(
            Name, builder.Input("input", 1, layer.Inputs, layer.Side, layer.Side), layer.Shape, layer.Stride, NetworkBuilder.RectifiedGain);
        return builder.Build(Name, output, 1, layer.Outputs, layer.Size.OutputHeight, layer.Size.OutputWidth);
    }

    // Latency does not depend on the numbers, as long as none is denormal.
    private static ChainFactors Chain(LayerSize layer, int width) => new(
        layer.Shape, s_layout, [width],
        [.. Enumerable.Range(0, 2).Select(stage => Array.ConvertAll(
            SeededInput.Normal((int)StageSize.Of(layer.Shape, s_layout, [width], stage).Count, seed: stage), number => (double)number))]);
}
