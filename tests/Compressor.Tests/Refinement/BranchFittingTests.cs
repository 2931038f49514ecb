using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Threading;
using static RsdtrEdge.Compressor.Tests.Refinement.SeededTargets;
using static RsdtrEdge.Compressor.Tests.TensorRing.SeededKernels;

namespace RsdtrEdge.Compressor.Tests.Refinement;

public sealed class BranchFittingTests
{
    [Fact]
    public void The_gradient_is_that_of_the_error()
    {
        foreach (Inputs inputs in Enum.GetValues<Inputs>())
        {
            (BranchProblem problem, double[] x) = Problem(new KernelShape(6, 5, 3, 2), inputs, new BranchSize(4, 2));
            double[] gradient = new double[problem.Count];
            problem.Evaluate(x, gradient);
            for (int k = 0; k < x.Length; k++)
            {
                Assert.Equal((ErrorWith(k, 1e-5) - ErrorWith(k, -1e-5)) / 2e-5, gradient[k], 1e-6);
            }

            double ErrorWith(int k, double change)
            {
                double[] moved = (double[])x.Clone();
                moved[k] += change;
                return problem.Evaluate(moved, new double[x.Length]);
            }
        }
    }

    [Fact]
    public void The_preconditioner_takes_a_gradient_downwards()
    {
        (BranchProblem problem, double[] x) = Problem(new KernelShape(6, 5, 3, 2), Inputs.Whole, new BranchSize(4, 2));
        double[] gradient = new double[problem.Count];
        double before = problem.Evaluate(x, gradient);
        double[] step = problem.Preconditioner(x)(gradient);
        Assert.True(VectorKernels.Dot(gradient, step) > 0);
        VectorKernels.AddScaled(x, -0.1, step);
        Assert.True(problem.Evaluate(x, gradient) < before);
    }

    [Fact]
    public void Fitted_branches_lose_no_more_than_the_start_and_what_is_told()
    {
        foreach (KernelShape shape in SmallShapes)
        {
            foreach (Inputs inputs in Enum.GetValues<Inputs>())
            {
                FittingTarget target = SeededTargets.Of(shape, inputs, seed: 1, Kind.Noise);
                BranchFitting fitting = new(target);
                foreach (BranchSize size in (BranchSize[])[new(1, 1), new(2, 1), new(2, 2), new(3, 2)])
                {
                    double start = target.SquaredError(fitting.Start(size).Reconstruct());
                    (BranchFactors factors, double error) = fitting.Fit(size, CancellationToken.None);
                    Assert.Equal((shape, size), (factors.Shape, factors.Size));
                    Assert.InRange(error, 0, start + 1e-6);
                    Assert.Equal(target.SquaredError(factors.Reconstruct()), error);
                    double[] errors = fitting.Errors(size.Outputs);
                    Assert.Equal(errors[Math.Min(size.Branches, errors.Length) - 1], start, 1e-6);
                }
            }
        }
    }

    [Fact]
    public void A_draft_lies_between_the_start_and_the_fit()
    {
        FittingTarget target = SeededTargets.Of(new KernelShape(12, 10, 3, 3), Inputs.Whole, seed: 1, Kind.Noise);
        BranchRecipe recipe = new(new BranchSize(8, 2), runsDense: false);
        double start = target.SquaredError(recipe.Start(target, CancellationToken.None).Reconstruct());
        (FactorizedKernel factors, double draft) = recipe.Draft(target, target, CancellationToken.None);
        Assert.Equal(target.SquaredError(factors.Reconstruct()), draft);
        Assert.InRange(draft, recipe.Fit(target, target, CancellationToken.None).SquaredError, 0.99 * start);
    }

    [Fact]
    public void Filters_of_their_own_lose_less_than_shared_ones()
    {
        KernelShape shape = new(12, 10, 3, 3);
        FittingTarget target = SeededTargets.Of(shape, Inputs.Whole, seed: 2, Kind.Noise);
        (_, double shared) = RingFitting.Fit(target, new SpatialBasis(target).Ring(onInputs: true, 2, 6), CancellationToken.None);
        (_, double own) = new BranchFitting(target).Fit(new BranchSize(6, 2), CancellationToken.None);
        Assert.True(own < shared);
    }

    [Fact]
    public void Branches_are_found_again()
    {
        KernelShape shape = new(9, 8, 3, 3);
        float[] kernel = SeededFactors.Branches(shape, new BranchSize(3, 2), seed: 3).Reconstruct();
        FittingTarget target = FittingTarget.Of(shape, kernel, Moment(shape, Inputs.Whole, seed: 4));
        (_, double error) = new BranchFitting(target).Fit(new BranchSize(3, 2), CancellationToken.None);
        Assert.InRange(error, 0, 1e-6);
    }

    [Fact]
    public void A_kernel_of_zeros_stays_one()
    {
        KernelShape shape = new(5, 4, 3, 3);
        FittingTarget target = FittingTarget.Of(shape, new float[shape.Size], Moment(shape, Inputs.Whole, seed: 1));
        (BranchFactors factors, double error) = new BranchFitting(target).Fit(new BranchSize(2, 2), CancellationToken.None);
        Assert.Equal(0, error);
        Assert.All(factors.Reconstruct(), number => Assert.Equal(0, number));
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        FittingTarget target = SeededTargets.Of(new KernelShape(20, 18, 3, 3), Inputs.Whole, seed: 5);
        float[] one = BoundedWork.Run(1, Fit);
        Assert.Equal(one, BoundedWork.Run(4, Fit));

        float[] Fit() => new BranchFitting(target).Fit(new BranchSize(12, 2), CancellationToken.None).Factors.Reconstruct();
    }

    [Fact]
    public void Estimated_errors_stay_below_those_of_the_start()
    {
        FittingTarget target = SeededTargets.Of(new KernelShape(24, 20, 3, 3), Inputs.Whole, seed: 6);
        BranchErrors search = new(target, CancellationToken.None);
        for (int filters = 1; filters <= BranchErrors.MostFilters; filters++)
        {
            double[] start = new BranchFitting(target).Errors(filters);
            double[] errors = search.Of(filters);
            // No more branches than save something.
            Assert.InRange(errors.Length, 1, 24 * 20 * 9 / (20 + (filters * (9 + 24))));
            Assert.All(errors.Zip(start), pair => Assert.InRange(pair.First, 0, pair.Second));
        }
    }

    private static (BranchProblem Problem, double[] X) Problem(KernelShape shape, Inputs inputs, BranchSize size)
    {
        OrderedTarget target = SeededTargets.Of(shape, inputs, seed: 7).InOrder(columnsFirst: false);
        BranchProblem problem = new(target, shape, size, target.Moment.Whole(PatchSize(shape)));
        Random random = new(8);
        return (problem, [.. Enumerable.Range(0, problem.Count).Select(_ => (2 * random.NextDouble()) - 1)]);
    }
}
