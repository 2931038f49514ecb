using RsdtrEdge.Benchmarks.AuthorsLayout;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Rewriting;

namespace RsdtrEdge.Benchmarks.Tests.AuthorsLayout;

public sealed class AuthorsRewriterTests
{
    /// <summary>Float32 rounding over sums of at most a few hundred products.</summary>
    private const double Rounding = 1e-5;

    private static readonly ConvolutionSetting[] s_settings =
    [
        // A residual network's: inside a stage, at its beginning, its first layer; then what no residual network has.
        new() { Pads = [1, 1, 1, 1] },
        new() { Pads = [1, 1, 1, 1], Strides = [2, 2] },
        new() { Pads = [3, 3, 3, 3], Strides = [2, 2], Bias = false },
        new() { Pads = [0, 1, 2, 3], Strides = [2, 1], Dilations = [1, 2], Batch = null },
        new() { Pads = null, AutoPad = "SAME_UPPER", Strides = [2, 2], Height = 12, Width = 10 },
    ];

    [Theory]
    [InlineData(1, 1, 4, 3)]
    [InlineData(2, 1, 3, 2)]
    [InlineData(1, 2, 3, 2)]
    [InlineData(3, 4, 2, 5)]
    public void It_computes_what_this_projects_rewriting_does(int r0, int r1, int r2, int r3)
    {
        KernelShape shape = new(6, 5, 3, 3);
        int seed = 0;
        foreach (ConvolutionSetting setting in s_settings)
        {
            RingFactors ring = SeededFactors.Ring(shape, new RingRanks(r0, r1, r2, r3), ++seed);
            OnnxModel own = setting.ToModel(6, 5, 3, 3);
            OnnxModel authors = own.Clone();
            ShapeTable shapes = ShapeInference.Infer(authors, new ShapeInferenceOptions { OpenBatch = 1 });
            ConvolutionRewriter.Rewrite(own.Graph, "w", ring);
            AuthorsRewriter.Rewrite(authors.Graph, shapes, "w", ring);
            Assert.Null(authors.Graph.Initializer("w"));
            Assert.InRange(ModelRunner.LargestRelativeDifference(own, authors, seed, setting.InputDims(5)), 0, Rounding);
        }
    }

    [Fact]
    public void It_stores_and_computes_as_much_as_the_four_stages_of_a_ring()
    {
        OnnxModel own = new ConvolutionSetting { Pads = [1, 1, 1, 1], Strides = [2, 2] }.ToModel(6, 5, 3, 3);
        OnnxModel authors = own.Clone();
        RingFactors ring = SeededFactors.Ring(new KernelShape(6, 5, 3, 3), new RingRanks(2, 3, 4, 2), seed: 1);
        ShapeTable shapes = ShapeInference.Infer(authors, new ShapeInferenceOptions { OpenBatch = 1 });
        ConvolutionRewriter.Rewrite(own.Graph, "w", ring);
        AuthorsRewriter.Rewrite(authors.Graph, shapes, "w", ring);
        ModelCost expected = ModelCost.Measure(own);
        ModelCost actual = ModelCost.Measure(authors);
        Assert.Equal((expected.Parameters, expected.Macs), (actual.Parameters, actual.Macs));
    }
}
