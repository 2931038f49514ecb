using RsdtrEdge.Benchmarks.Networks;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Benchmarks.Tests.Networks;

public sealed class SeededWeightsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public void A_random_orthogonal_matrix_is_orthogonal(int size)
    {
        double[] matrix = ChannelMixing.Orthogonal(size, new SeededGenerator(1));
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                double product = Enumerable.Range(0, size).Sum(k => matrix[(i * size) + k] * matrix[(j * size) + k]);
                Assert.Equal(i == j ? 1 : 0, product, tolerance: 1e-12);
            }
        }
    }

    [Theory]
    [InlineData(1, 12, 5)]
    [InlineData(3, 8, 1)]
    [InlineData(2, 7, 300)]
    public void Mixing_keeps_the_inner_products_across_a_mode(int outer, int size, int inner)
    {
        SeededGenerator generator = new(2);
        float[] data = [.. Enumerable.Range(0, outer * size * inner).Select(_ => (float)generator.NextNormal())];
        float[] mixed = [.. data];
        ChannelMixing.Apply(mixed, outer, size, inner, generator);
        Assert.NotEqual(data, mixed);
        for (int block = 0; block < outer; block++)
        {
            // Of the first column with each: the Gram matrix of the other modes is what an orthogonal matrix leaves alone.
            for (int column = 0; column < inner; column++)
            {
                Assert.Equal(Gram(data, block, column), Gram(mixed, block, column), tolerance: 1e-4);
            }
        }

        double Gram(float[] numbers, int block, int column) => Enumerable.Range(0, size).Sum(
            n => (double)numbers[((block * size) + n) * inner] * numbers[(((block * size) + n) * inner) + column]);
    }

    [Fact]
    public void The_mean_square_is_the_gain_over_the_inputs_of_a_position()
    {
        float[] kernel = SeededWeights.Create(new KernelShape(32, 16, 3, 3), gain: 2, new SeededGenerator(3));
        Assert.Equal(2.0 / (16 * 9), kernel.Average(number => (double)number * number), tolerance: 1e-6);
    }

    [Fact]
    public void Channel_directions_fade_out_as_the_root_of_their_number()
    {
        // Rows of 64 * 9 numbers, of which few share a direction: the k-th singular value is near the k-th row's norm before mixing.
        float[] kernel = SeededWeights.Create(new KernelShape(16, 64, 3, 3), gain: 1, new SeededGenerator(4));
        Matrix unfolding = new(16, 64 * 9, [.. kernel.Select(number => (double)number)]);
        double[] values = [.. SymmetricEigen.Decompose(MatrixProduct.Multiply(unfolding, unfolding.Transpose())).Values.Select(Math.Sqrt).OrderDescending()];
        Assert.InRange(values[0] / values[3], 1.6, 2.7);
        Assert.InRange(values[3] / values[15], 1.6, 2.7);
    }
}
