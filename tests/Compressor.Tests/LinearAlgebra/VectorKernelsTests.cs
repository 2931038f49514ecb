using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Tests.LinearAlgebra;

/// <summary>Small whole numbers, so that sums are exact in whatever order they are made; every length around the vector widths.</summary>
public sealed class VectorKernelsTests
{
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 41)];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Dot_is_the_sum_of_products(int length)
    {
        (double[] x, double[] y) = (Whole(length, 1), Whole(length, 2));
        double expected = x.Zip(y, (a, b) => a * b).Sum();
        Assert.Equal(expected, VectorKernels.Dot(x, y));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void AddScaled_adds_a_multiple(int length)
    {
        (double[] x, double[] y) = (Whole(length, 3), Whole(length, 4));
        double[] expected = [.. x.Zip(y, (a, b) => b - (3 * a))];
        VectorKernels.AddScaled(y, -3, x);
        Assert.Equal(expected, y);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void AddScaledAndDot_does_both(int length)
    {
        (double[] a, double[] v, double[] y) = (Whole(length, 5), Whole(length, 6), Whole(length, 7));
        double expectedDot = a.Zip(v, (p, q) => p * q).Sum();
        double[] expected = [.. a.Zip(y, (p, q) => q + (7 * p))];
        Assert.Equal(expectedDot, VectorKernels.AddScaledAndDot(y, a, 7, v));
        Assert.Equal(expected, y);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_symmetric_product_reads_only_the_part_below_the_diagonal(int length)
    {
        int stride = length + 3;
        double[] a = Whole(length * stride, 8);
        (double[] x, double[] y) = (Whole(length, 9), Whole(length, 10));
        double[] expected = [.. y];
        for (int i = 0; i < length; i++)
        {
            for (int j = 0; j < length; j++)
            {
                expected[i] += a[(Math.Max(i, j) * stride) + Math.Min(i, j)] * x[j];
            }
        }

        for (int i = 0; i < length; i++)
        {
            a.AsSpan((i * stride) + i + 1, stride - i - 1).Fill(double.NaN);
        }

        VectorKernels.AddSymmetricProduct(y, a, stride, x);
        Assert.Equal(expected, y);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Reflect_subtracts_a_multiple_of_the_projection_from_each_vector(int length)
    {
        int stride = length + 2;
        double[] x = Whole((VectorKernels.ReflectedTogether * stride) - 2, 11);
        double[] v = Whole(length, 12);
        double[] expected = [.. x];
        for (int vector = 0; vector < VectorKernels.ReflectedTogether; vector++)
        {
            double projection = v.Zip(x.Skip(vector * stride), (p, q) => p * q).Sum();
            for (int i = 0; i < length; i++)
            {
                expected[(vector * stride) + i] -= 3 * projection * v[i];
            }
        }

        VectorKernels.Reflect(x, stride, v, 3);
        Assert.Equal(expected, x);
    }

    [Fact]
    public void Reflect_refuses_vectors_that_are_cut_off() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => VectorKernels.Reflect(new double[19], 5, new double[5], 1));

    [Fact]
    public void The_shorter_operand_decides_how_far_a_sum_goes()
    {
        Assert.Equal(3, VectorKernels.Dot([1, 1, 1], [1, 1, 1, 1, 1]));
        double[] y = [0, 0, 9];
        VectorKernels.AddScaled(y, 2, [1, 1]);
        Assert.Equal([2.0, 2.0, 9.0], y);
    }

    private static double[] Whole(int length, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (double)random.Next(-9, 10))];
    }
}
