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
        if (pooling.Stride >= pooling.Window)
        {
            // Each element lies in one window and gets what that window got, or nothing.
            Assert.All(gradients, gradient => Assert.Equal(gradients[0], gradient));
            return;
        }

        AssertEqual(pooling.Text, pooling.Shape.Taps, gradients);
    });

    private static void AssertEqual(ConvolutionCase convolution, long terms, float[][] gradients) => AssertEqual(convolution.Text, 2 * terms, gradients);

    // Float32 sums of normal numbers or of products of them, in other orders.
    private static void AssertEqual(string of, long terms, float[][] gradients)
    {
        double tolerance = 1e-5 * Math.Sqrt(terms);
        Assert.All(gradients, gradient =>
        {
            Assert.Equal(gradients[0].Length, gradient.Length);
            Assert.True(gradient.Zip(gradients[0]).All(pair => Math.Abs(pair.First - pair.Second) <= tolerance), of);
        });
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
