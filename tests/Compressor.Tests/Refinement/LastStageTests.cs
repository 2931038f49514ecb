using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.LinearAlgebra;
using static RsdtrEdge.Compressor.Tests.Refinement.SeededTargets;
using static RsdtrEdge.Compressor.Tests.TensorRing.SeededKernels;

namespace RsdtrEdge.Compressor.Tests.Refinement;

public sealed class LastStageTests
{
    public static TheoryData<KernelShape> AllShapes => [.. SmallShapes];

    [Theory]
    [MemberData(nameof(AllShapes))]
    public void No_other_last_stage_loses_less(KernelShape shape)
    {
        foreach ((OrderedTarget target, Matrix left) in Problems(shape))
        {
            Matrix best = LastStage.Solve(target, left);
            double least = target.SquaredError(Kernel(left, best));
            for (int seed = 0; seed < 20; seed++)
            {
                Matrix moved = new(best.Rows, best.Columns, (double[])best.Data.Clone());
                VectorKernels.AddScaled(moved.Data, 0.01, SeededMatrices.Uniform(best.Rows, best.Columns, seed).Data);
                Assert.True(target.SquaredError(Kernel(left, moved)) > least);
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllShapes))]
    public void The_errors_told_are_those_of_the_leading_columns_and_never_rise(KernelShape shape)
    {
        foreach ((OrderedTarget target, Matrix left) in Problems(shape))
        {
            double[] errors = LastStage.Errors(target, left);
            Assert.Equal(left.Columns, errors.Length);
            for (int rank = 1; rank <= errors.Length; rank++)
            {
                Matrix leading = Leading(left, rank);
                Assert.Equal(target.SquaredError(Kernel(leading, LastStage.Solve(target, leading))), errors[rank - 1], 1e-7);
                Assert.True(rank == 1 || errors[rank - 1] <= errors[rank - 2]);
            }
        }
    }

    [Fact]
    public void Columns_that_say_the_same_stay_finite()
    {
        KernelShape shape = new(5, 4, 3, 2);
        OrderedTarget target = SeededTargets.Of(shape, Inputs.Whole, seed: 3).InOrder(false);
        Matrix column = SeededMatrices.Uniform(4, 1, seed: 4);
        Matrix twice = new(4, 2, [.. column.Data.SelectMany(number => new[] { number, number })]);
        Matrix solved = LastStage.Solve(target, twice);
        Assert.All(solved.Data, number => Assert.True(double.IsFinite(number)));
        double[] errors = LastStage.Errors(target, twice);
        Assert.Equal(errors[0], errors[1], 1e-7);
        Assert.Equal(errors[0], target.SquaredError(Kernel(twice, solved)), 1e-7);
    }

    // Every order and every prefix, behind a few directions of it.
    private static IEnumerable<(OrderedTarget Target, Matrix Left)> Problems(KernelShape shape)
    {
        foreach (Inputs inputs in Enum.GetValues<Inputs>())
        {
            foreach (bool columnsFirst in (bool[])[false, true])
            {
                OrderedTarget target = SeededTargets.Of(shape, inputs, seed: 1, Kind.Noise).InOrder(columnsFirst);
                int first = shape.InputChannels * (columnsFirst ? shape.Width : shape.Height);
                foreach (int prefix in (int[])[shape.InputChannels, first, PatchSize(shape)])
                {
                    yield return (target, SeededMatrices.Uniform(prefix, Math.Min(prefix, 3), seed: 2));
                }
            }
        }
    }

    // (L kron I) G by plain sums.
    private static Matrix Kernel(Matrix left, Matrix stage) => Product(Kron(left, stage.Rows / left.Columns), stage);
}
