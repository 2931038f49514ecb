using System.Globalization;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Rewriting;

/// <summary>The oracle is ONNX Runtime: a chain must compute what one convolution with the reconstructed kernel computes.</summary>
internal static class ChainEquivalence
{
    /// <summary>Float32 rounding over sums of at most a few hundred products.</summary>
    public const double Rounding = 1e-5;

    /// <summary>Strides, dilations, paddings of all kinds, none the same on both axes or sides throughout.</summary>
    public static IReadOnlyList<ConvolutionSetting> Settings { get; } =
    [
        new(),
        new() { Pads = [1, 1, 1, 1] },
        new() { Pads = [3, 0, 1, 2] },
        new() { Strides = [2, 2], Pads = [1, 1, 1, 1] },
        new() { Strides = [2, 1], Pads = [0, 1, 2, 3] },
        new() { Strides = [3, 2], Pads = [2, 0, 1, 1] },
        new() { Dilations = [2, 2], Pads = [2, 2, 2, 2] },
        new() { Dilations = [2, 1], Strides = [1, 2], Pads = [1, 0, 0, 2] },
        new() { Dilations = [3, 2], Strides = [2, 3], Pads = [3, 3, 3, 3] },
        new() { AutoPad = "NOTSET", Pads = [0, 2, 1, 0] },
        .. from autoPad in (string[])["SAME_UPPER", "SAME_LOWER", "VALID"]
           from strides in (long[][])[[1, 1], [2, 2], [2, 1], [3, 2]]
           select new ConvolutionSetting { AutoPad = autoPad, Pads = null, Strides = strides },
        new() { AutoPad = "SAME_UPPER", Pads = null, Strides = [2, 2], Height = 12, Width = 10 },
        new() { AutoPad = "SAME_LOWER", Pads = null, Strides = [3, 2], Height = 12, Width = 10 },
    ];

    /// <summary>All settings, with and without bias, with a fixed batch and an open one.</summary>
    /// <param name="factorize">The factors of a seed.</param>
    /// <param name="seed">The first seed.</param>
    public static void AssertInAllSettings(Func<int, FactorizedKernel> factorize, int seed)
    {
        foreach (ConvolutionSetting geometry in Settings)
        {
            seed++;
            Assert(geometry with { Bias = seed % 2 == 0, Batch = seed % 3 == 0 ? null : 1 }, factorize(seed), seed);
        }
    }

    /// <summary>One setting.</summary>
    public static void Assert(ConvolutionSetting setting, FactorizedKernel factors, int seed)
    {
        KernelShape shape = factors.Shape;
        OnnxModel chain = setting.ToModel(shape.OutputChannels, shape.InputChannels, shape.Height, shape.Width);
        OnnxModel dense = chain.Clone();
        ConvolutionRewriter.ReplaceKernel(dense.Graph, "w", factors.Reconstruct());
        ConvolutionRewriter.Rewrite(chain.Graph, "w", factors);

        Xunit.Assert.Null(chain.Graph.Initializer("w"));
        double difference = ModelRunner.LargestRelativeDifference(dense, chain, seed, setting.InputDims(shape.InputChannels));
        Xunit.Assert.True(difference <= Rounding, string.Create(
            CultureInfo.InvariantCulture, $"{shape} {factors.Plan} ranks {string.Join(',', factors.Ranks)} {setting}: {difference:E2} > {Rounding:E0}"));
    }
}
