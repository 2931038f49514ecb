using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.Tests.LinearAlgebra;

namespace RsdtrEdge.Compressor.Tests.Refinement;

public sealed class SecondMomentNormTests
{
    private static readonly Matrix s_kernel = SeededMatrices.Uniform(4, 7, seed: 1);
    private static readonly Matrix s_moment = SeededMatrices.WithEigenvalues([4, 2, 1, 1, 0.5, 0.1, 0], seed: 2);

    [Fact]
    public void The_error_is_the_mean_square_of_the_change_over_that_of_the_output()
    {
        Matrix other = SeededMatrices.Uniform(4, 7, seed: 3);
        Matrix difference = new(4, 7, [.. s_kernel.Data.Zip(other.Data, (x, y) => x - y)]);
        Assert.Equal(Form(difference) / Form(s_kernel), new SecondMomentNorm(s_kernel, s_moment).SquaredError(other), 1e-12);
    }

    [Fact]
    public void The_kernel_itself_has_no_error_and_no_kernel_has_error_1()
    {
        SecondMomentNorm norm = new(s_kernel, s_moment);
        Assert.Equal(0, norm.SquaredError(s_kernel));
        Assert.Equal(1, norm.SquaredError(new Matrix(4, 7)), 1e-14);
    }

    [Fact]
    public void The_residual_is_the_difference_times_the_moment()
    {
        Matrix other = SeededMatrices.Uniform(4, 7, seed: 4);
        Matrix residual = new SecondMomentNorm(s_kernel, s_moment).Residual(other);
        for (int t = 0; t < 4; t++)
        {
            for (int j = 0; j < 7; j++)
            {
                double expected = Enumerable.Range(0, 7).Sum(i => (s_kernel[t, i] - other[t, i]) * s_moment[i, j]);
                Assert.Equal(expected, residual[t, j], 1e-13);
            }
        }
    }

    [Fact]
    public void Where_the_output_never_varies_nothing_is_an_error() =>
        Assert.Equal(0, new SecondMomentNorm(s_kernel, new Matrix(7, 7)).SquaredError(new Matrix(4, 7)));

    // tr(X S X^T), term by term.
    private static double Form(Matrix x)
    {
        double sum = 0;
        for (int t = 0; t < x.Rows; t++)
        {
            for (int i = 0; i < x.Columns; i++)
            {
                for (int j = 0; j < x.Columns; j++)
                {
                    sum += x[t, i] * s_moment[i, j] * x[t, j];
                }
            }
        }

        return sum;
    }
}
