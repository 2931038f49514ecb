using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;
using static RsdtrEdge.Compressor.Tests.Refinement.SeededTargets;
using static RsdtrEdge.Compressor.Tests.TensorRing.SeededKernels;

namespace RsdtrEdge.Compressor.Tests.Refinement;

public sealed class FittingTargetTests
{
    private static readonly KernelShape s_shape = new(4, 3, 2, 5);
    private static readonly float[] s_kernel = Of(Kind.Noise, s_shape, seed: 1);
    private static readonly Matrix s_moment = Spread(30, seed: 2);

    [Fact]
    public void The_error_is_the_mean_square_of_the_change_over_that_of_the_output()
    {
        float[] other = Of(Kind.Noise, s_shape, seed: 3);
        float[] difference = [.. s_kernel.Zip(other, (x, y) => x - y)];
        double expected = Form(difference, s_moment) / Form(s_kernel, s_moment);
        // A whole moment adds a millionth to its diagonal.
        Assert.Equal(expected, FittingTarget.Of(s_shape, s_kernel, DenseMoment.Of(s_moment)).SquaredError(other), 1e-4);

        Matrix channels = Spread(3, seed: 4);
        Matrix moment = Kron(channels, 10);
        Assert.Equal(
            Form(difference, moment) / Form(s_kernel, moment),
            FittingTarget.Of(s_shape, s_kernel, ChannelMoment.Of(channels)).SquaredError(other), 1e-6);
        Assert.Equal(
            difference.Sum(number => (double)number * number) / s_kernel.Sum(number => (double)number * number),
            FittingTarget.Of(s_shape, s_kernel, ChannelMoment.Identity).SquaredError(other), 1e-6);
    }

    [Fact]
    public void An_error_is_as_worked_by_hand()
    {
        // One output of two inputs with moments 1 and 3: 2^2 x 1 + 1^2 x 3 = 7, of which the second input is lost.
        PatchMoment moment = ChannelMoment.Of(new Matrix(2, 2, [1, 0, 0, 3]));
        Assert.Equal(3 / 7.0, FittingTarget.Of(new KernelShape(1, 2, 1, 1), [2, 1], moment).SquaredError([2, 0]), 1e-15);
    }

    [Theory]
    [InlineData(Inputs.Unknown)]
    [InlineData(Inputs.Channels)]
    [InlineData(Inputs.Whole)]
    internal void The_kernel_itself_has_no_error_and_no_kernel_has_error_1(Inputs inputs)
    {
        FittingTarget target = SeededTargets.Of(s_shape, inputs, seed: 5);
        Assert.Equal(0, target.SquaredError(target.ToKernel()));
        Assert.Equal(1, target.SquaredError(new float[s_shape.Size]), 1e-14);
        Assert.Equal(inputs == Inputs.Whole, target.HasWholeMoment);
    }

    [Fact]
    public void Where_the_output_never_varies_nothing_is_an_error()
    {
        Assert.Equal(0, FittingTarget.Of(s_shape, s_kernel, ChannelMoment.Of(new Matrix(3, 3))).SquaredError(new float[s_shape.Size]));
        Assert.Equal(0, FittingTarget.Of(s_shape, new float[s_shape.Size], ChannelMoment.Identity).SquaredError(s_kernel));
    }

    [Theory]
    [InlineData(Inputs.Unknown)]
    [InlineData(Inputs.Channels)]
    [InlineData(Inputs.Whole)]
    internal void The_order_of_rows_and_columns_changes_no_error(Inputs inputs)
    {
        FittingTarget target = SeededTargets.Of(s_shape, inputs, seed: 6);
        FittingTarget other = SeededTargets.Of(s_shape, inputs, seed: 7);
        double expected = target.SquaredError(other.ToKernel());
        Assert.Equal(target.InOrder(false).SquaredNorm, target.InOrder(true).SquaredNorm, 1e-10);
        foreach (bool columnsFirst in (bool[])[false, true])
        {
            Assert.Equal(expected, target.InOrder(columnsFirst).SquaredError(other.InOrder(columnsFirst).Kernel), 1e-12);
        }
    }

    [Fact]
    public void In_order_the_first_of_the_offsets_runs_slowest()
    {
        FittingTarget target = FittingTarget.Of(s_shape, s_kernel, ChannelMoment.Identity);
        (Matrix rows, Matrix columns) = (target.InOrder(false).Kernel, target.InOrder(true).Kernel);
        for (int t = 0; t < 4; t++)
        {
            for (int c = 0; c < 3; c++)
            {
                for (int i = 0; i < 2; i++)
                {
                    for (int j = 0; j < 5; j++)
                    {
                        float expected = s_kernel[(((((t * 3) + c) * 2) + i) * 5) + j];
                        Assert.Equal(expected, rows[(((c * 2) + i) * 5) + j, t]);
                        Assert.Equal(expected, columns[(((c * 5) + j) * 2) + i, t]);
                    }
                }
            }
        }
    }

    // tr(X S X^T), term by term.
    private static double Form(float[] x, Matrix moment)
    {
        Matrix kernel = new(4, 30, [.. x.Select(number => (double)number)]);
        Matrix form = Product(kernel, moment, kernel.Transpose());
        return Enumerable.Range(0, 4).Sum(t => form[t, t]);
    }
}
