using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.LinearAlgebra;
using static RsdtrEdge.Compressor.Tests.Refinement.SeededTargets;
using static RsdtrEdge.Compressor.Tests.TensorRing.SeededKernels;

namespace RsdtrEdge.Compressor.Tests.Refinement;

public sealed class StageProblemTests
{
    // The kernel's sizes, how many numbers of the patch come before the stage and in it, and the branches.
    public static TheoryData<KernelShape, int, int, int> Problems => new()
    {
        { new(3, 4, 2, 3), 1, 4, 1 },
        { new(3, 4, 2, 3), 4, 2, 1 },
        { new(3, 4, 2, 3), 4, 2, 2 },
        { new(3, 4, 2, 3), 8, 3, 3 },
        { new(1, 4, 2, 3), 4, 2, 2 },
        { new(3, 1, 2, 3), 1, 2, 1 },
        { new(3, 1, 2, 3), 1, 2, 2 },
        { new(3, 5, 1, 3), 5, 1, 2 },
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public void The_kernel_is_the_sum_of_the_branches(KernelShape shape, int before, int taken, int branches)
    {
        Setting setting = new(shape, Inputs.Unknown, before, taken, branches);
        Matrix kernel = setting.Problem.Apply(setting.Start);
        // Number by number: sum over r, a, b of L_r(p, a) G((a, m), b) R_r(b, (s, t)).
        int rest = PatchSize(shape) / before / taken;
        for (int at = 0; at < kernel.Rows; at++)
        {
            (int p, int m, int s) = (at / (taken * rest), at / rest % taken, at % rest);
            for (int t = 0; t < kernel.Columns; t++)
            {
                double sum = 0;
                for (int r = 0; r < branches; r++)
                {
                    for (int a = 0; a < setting.Left[r].Columns; a++)
                    {
                        for (int b = 0; b < setting.Right[r].Rows; b++)
                        {
                            sum += setting.Left[r][p, a] * setting.Start[(a * taken) + m, b] * setting.Right[r][b, (s * kernel.Columns) + t];
                        }
                    }
                }

                Assert.Equal(sum, kernel[at, t], 1e-12);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public void Both_directions_are_adjoint(KernelShape shape, int before, int taken, int branches)
    {
        Setting setting = new(shape, Inputs.Unknown, before, taken, branches);
        Matrix kernel = SeededMatrices.Uniform(PatchSize(shape), shape.OutputChannels, seed: 5);
        Matrix adjoint = setting.Problem.Adjoint(kernel);
        Assert.Equal((setting.Start.Rows, setting.Start.Columns), (adjoint.Rows, adjoint.Columns));
        Assert.Equal(
            SeededMatrices.Dot(setting.Problem.Apply(setting.Start).Data, kernel.Data),
            SeededMatrices.Dot(setting.Start.Data, adjoint.Data), 1e-11);
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public void Each_solution_is_nearer_until_it_is_the_least_squares(KernelShape shape, int before, int taken, int branches)
    {
        foreach (Inputs inputs in Enum.GetValues<Inputs>())
        {
            Setting setting = new(shape, inputs, before, taken, branches);
            double least = setting.ErrorOf(setting.LeastSquares());
            Matrix stage = setting.Start;
            double error = setting.ErrorOf(stage);
            for (int step = 0; step < 30; step++)
            {
                stage = setting.Problem.Solve(stage);
                double moved = setting.ErrorOf(stage);
                Assert.InRange(moved, 0, error + 1e-12);
                error = moved;
            }

            Assert.Equal(least, error, 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public void One_solution_comes_most_of_the_way(KernelShape shape, int before, int taken, int branches)
    {
        foreach (Inputs inputs in Enum.GetValues<Inputs>())
        {
            Setting setting = new(shape, inputs, before, taken, branches);
            double least = setting.ErrorOf(setting.LeastSquares());
            double start = setting.ErrorOf(setting.Start);
            double error = setting.ErrorOf(setting.Problem.Solve(setting.Start));
            Assert.InRange((error - least) / (start - least), -1e-9, 0.05);
        }
    }

    [Fact]
    public void The_best_stage_and_redundant_ones_stay_finite()
    {
        KernelShape shape = new(3, 4, 2, 3);
        OrderedTarget target = SeededTargets.Of(shape, Inputs.Whole, seed: 6).InOrder(false);
        Matrix zeros = new StageProblem(target, [new Matrix(4, 2)], 2, [new Matrix(2, 9)]).Solve(new Matrix(4, 2));
        Assert.All(zeros.Data, number => Assert.Equal(0, number));
        // The kernel itself: nothing is left to do.
        Matrix same = new StageProblem(target, [new Matrix(1, 1, [1])], 24, [MatrixAssert.Identity(3)]).Solve(target.Kernel);
        MatrixAssert.Near(target.Kernel, same, 1e-12);
    }

    private sealed class Setting
    {
        private readonly OrderedTarget _target;

        public Setting(KernelShape shape, Inputs inputs, int before, int taken, int branches)
        {
            const int Outputs = 2;
            int inputChannels = before == 1 ? shape.InputChannels == 1 ? 2 : 1 : 3;
            int rest = PatchSize(shape) / before / taken * shape.OutputChannels;
            _target = SeededTargets.Of(shape, inputs, seed: 1, Kind.Noise).InOrder(false);
            Left = [.. Enumerable.Range(0, branches).Select(r => SeededMatrices.Uniform(before, inputChannels, seed: 10 + r))];
            Right = [.. Enumerable.Range(0, branches).Select(r => SeededMatrices.Uniform(Outputs, rest, seed: 20 + r))];
            Start = SeededMatrices.Uniform(inputChannels * taken, Outputs, seed: 2);
            Problem = new StageProblem(_target, Left, taken, Right);
        }

        public Matrix[] Left { get; }

        public Matrix[] Right { get; }

        public Matrix Start { get; }

        public StageProblem Problem { get; }

        public double ErrorOf(Matrix stage) => _target.SquaredError(Problem.Apply(stage));

        // Of the normal equations A^T S A g = A^T S w, whose columns are what single numbers of the stage give.
        public Matrix LeastSquares()
        {
            int count = Start.Data.Length;
            Matrix[] images = [.. Enumerable.Range(0, count).Select(k =>
            {
                Matrix unit = new(Start.Rows, Start.Columns);
                unit.Data[k] = 1;
                return Problem.Apply(unit);
            })];
            Matrix normal = new(count, count);
            Matrix side = new(count, 1);
            for (int k = 0; k < count; k++)
            {
                Matrix weighted = _target.Moment.Weigh(images[k]);
                side[k, 0] = SeededMatrices.Dot(weighted.Data, _target.Kernel.Data);
                for (int l = 0; l < count; l++)
                {
                    normal[k, l] = SeededMatrices.Dot(weighted.Data, images[l].Data);
                }
            }

            return Cholesky.Of(normal, 1e-13).Solve(side).Reshape(Start.Rows, Start.Columns);
        }
    }
}
