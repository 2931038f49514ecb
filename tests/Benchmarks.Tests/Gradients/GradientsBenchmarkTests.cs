using RsdtrEdge.Benchmarks.Gradients;
using RsdtrEdge.Compressor.Differentiation.Kernels;
using RsdtrEdge.Compressor.Differentiation.Maxima;

namespace RsdtrEdge.Benchmarks.Tests.Gradients;

public sealed class GradientsBenchmarkTests
{
    [Fact]
    public void All_ways_give_the_same_gradient()
    {
        foreach (ConvolutionCase convolution in ConvolutionCase.All)
        {
            KernelGradientShape shape = convolution.Shape;
            AssertEqual(convolution, shape.Positions, [.. KernelGradients.All.Append(KernelGradients.Operator).Where(way => way.Serves(shape)).Select(way =>
            {
                using GradientSubject subject = GradientSubject.OfKernel(way, shape, batch: 2, threads: 1);
                return subject.Compute();
            })]);
            AssertEqual(convolution, shape.Outputs * shape.Taps, [.. ((bool[])[false, true]).Select(own =>
            {
                using GradientSubject subject = GradientSubject.OfInput(own, shape, batch: 2, threads: 1);
                return subject.Compute();
            })]);
        }
    }

    [Fact]
    public void All_ways_give_the_same_gradient_of_a_pooling() => Assert.All(PoolingCase.All, pooling =>
    {
        float[][] gradients = [.. MaximumGradients.All.Where(way => way.Serves(pooling.Shape)).Select(way =>
        {
            using GradientSubject subject = GradientSubject.OfPooling(way, pooling, batch: 2, threads: 1);
            return subject.Compute();
        })];
        Assert.All(gradients, gradient => Assert.Equal(gradients[0], gradient));
    });

    // Float32 sums of products of normal numbers, in other orders.
    private static void AssertEqual(ConvolutionCase convolution, long terms, float[][] gradients)
    {
        double tolerance = 1e-5 * Math.Sqrt(2 * terms);
        Assert.All(gradients, gradient => Assert.All(
            gradient.Zip(gradients[0]), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= tolerance, $"{convolution.Text}: {pair.First}, {pair.Second}")));
    }

    [Theory]
    [InlineData("--batch")]
    [InlineData("--batch", "none")]
    [InlineData("--batch", "0")]
    [InlineData("--batch", "0.5")]
    [InlineData("--threads", "1.5")]
    [InlineData("--depth", "1")]
    [InlineData("--of", "biases")]
    [InlineData("--of")]
    public void A_command_line_that_cannot_be_understood_is_refused(params string[] args)
    {
        StringWriter error = new();
        Assert.Equal(2, GradientsBenchmark.Run(args, TextWriter.Null, error));
        Assert.Contains(GradientsBenchmark.Usage, error.ToString(), StringComparison.Ordinal);
    }
}
