using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.LinearAlgebra;
using static RsdtrEdge.Compressor.Tests.Refinement.SeededTargets;
using static RsdtrEdge.Compressor.Tests.TensorRing.SeededKernels;

namespace RsdtrEdge.Compressor.Tests.Refinement;

public sealed class SpatialBasisTests
{
    // Systems are solved with a part of 1e-9 added, and kernels rounded to float32.
    private const double Rounding = 1e-7;

    public static TheoryData<KernelShape> Shapes =>
        [new(5, 4, 1, 3), new(5, 4, 3, 1), new(5, 4, 2, 5), new(5, 1, 3, 2), new(1, 6, 2, 3), new(7, 6, 3, 3), new(1, 1, 3, 3), new(5, 4, 1, 1), new(3, 1, 1, 1)];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_errors_told_are_those_of_the_rings_and_no_ring_loses_more_than_one_inside_it(KernelShape shape)
    {
        foreach ((FittingTarget target, bool onInputs) in Targets(shape))
        {
            SpatialBasis basis = new(target);
            Assert.InRange(basis.MostFilters, 1, shape.Height * shape.Width);
            double[] fewer = [];
            for (int filters = 1; filters <= basis.MostFilters; filters++)
            {
                double[] errors = basis.Errors(onInputs, filters);
                Assert.NotEmpty(errors);
                for (int width = 1; width <= errors.Length; width++)
                {
                    TensorRingKernel ring = basis.Ring(onInputs, filters, width);
                    RingRanks ranks = SpatialBasis.Ranks(shape, onInputs, filters, width);
                    Assert.Equal((shape, ranks, ranks.Storage(shape)), (ring.Shape, ring.Ranks, ring.Storage));
                    Assert.Equal(target.SquaredError(KernelOf(ring)), errors[width - 1], Rounding);
                    Assert.True(width == 1 || errors[width - 1] <= errors[width - 2]);
                    Assert.True(width > fewer.Length || errors[width - 1] <= fewer[width - 1] + Rounding);
                }

                fewer = errors;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void All_filters_and_all_combinations_lose_nothing(KernelShape shape)
    {
        foreach ((FittingTarget target, bool onInputs) in Targets(shape))
        {
            SpatialBasis basis = new(target);
            double[] errors = basis.Errors(onInputs, basis.MostFilters);
            // Combinations of the inputs are looked at only as far as they save something: all the kernel's, where its rank is low.
            Matrix byChannel = target.InOrder(columnsFirst: false).Kernel;
            int rank = TruncatedSvd.Of(byChannel.Reshape(shape.InputChannels, byChannel.Data.Length / shape.InputChannels)).RankAt(1e-6);
            if (!onInputs || errors.Length >= rank)
            {
                Assert.InRange(errors[^1], 0, Rounding);
                Assert.InRange(target.SquaredError(KernelOf(basis.Ring(onInputs, basis.MostFilters, errors.Length))), 0, Rounding);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_kept_in_the_plain_norm_is_the_part_in_the_span_of_the_filters(bool onInputs)
    {
        KernelShape shape = new(6, 4, 3, 2);
        float[] kernel = Of(Kind.Noise, shape, seed: 1);
        SpatialBasis basis = new(FittingTarget.Of(shape, kernel, ChannelMoment.Identity));
        for (int filters = 1; filters <= 6; filters++)
        {
            int width = basis.Errors(onInputs, filters).Length;
            TensorRingKernel ring = basis.Ring(onInputs, filters, width);
            // F (position x b), orthonormal; with R2 = 1 the channels are U (c x w), orthonormal too, and with R0 = 1 all of them are there.
            Matrix spatial = Filters(ring, onInputs, filters);
            MatrixIsOrthonormal(spatial);
            Matrix channels = new(4, width);
            for (int c = 0; onInputs && c < 4; c++)
            {
                for (int w = 0; w < width; w++)
                {
                    channels[c, w] = ring.Cores[1][w, c, 0];
                }
            }

            float[] kept = KernelOf(ring);
            for (int t = 0; t < 6; t++)
            {
                Matrix whole = new(4, 6, [.. kernel.Skip(t * 24).Take(24).Select(number => (double)number)]);
                Matrix expected = Product(whole, spatial, spatial.Transpose());
                if (onInputs)
                {
                    MatrixIsOrthonormal(channels);
                    expected = Product(channels, channels.Transpose(), expected);
                }

                MatrixAssert.Near(expected, new Matrix(4, 6, [.. kept.Skip(t * 24).Take(24).Select(number => (double)number)]), 1e-6);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_kernel_of_zeros_has_a_ring_of_zeros(bool onInputs)
    {
        KernelShape shape = new(5, 4, 3, 3);
        foreach (Inputs inputs in Enum.GetValues<Inputs>())
        {
            SpatialBasis basis = new(FittingTarget.Of(shape, new float[180], Moment(shape, inputs, seed: 1)));
            Assert.Equal(1, basis.MostFilters);
            Assert.All(basis.Errors(onInputs, 1), error => Assert.Equal(0, error));
            Assert.All(basis.Ring(onInputs, 1, 1).Reconstruct(), number => Assert.Equal(0, number));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_recipe_fits_a_kernel_of_a_lower_rank_than_it_was_made_for(bool onInputs)
    {
        KernelShape shape = new(6, 5, 3, 3);
        FittingTarget original = SeededTargets.Of(shape, Inputs.Whole, seed: 1, Kind.Noise);
        SpatialBasisRecipe recipe = new(onInputs, filters: 6, width: 4, ChainCuts.All);
        // One filter, and one combination of the channels.
        FittingTarget target = SeededTargets.Of(shape, Inputs.Whole, seed: 2, Kind.Constant);
        (FactorizedKernel factors, double error) = recipe.Fit(original, target, CancellationToken.None);
        Assert.Equal(SpatialBasis.Ranks(shape, onInputs, 6, 4).ToArray(), factors.Ranks);
        Assert.InRange(error, 0, Rounding);
        Assert.InRange(target.SquaredError(factors.Reconstruct()), 0, Rounding);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_recipe_gives_what_its_shell_has_room_for_and_a_fit_loses_no_more(bool onInputs)
    {
        KernelShape shape = new(6, 5, 2, 3);
        foreach (Inputs inputs in Enum.GetValues<Inputs>())
        {
            FittingTarget target = SeededTargets.Of(shape, inputs, seed: 3, Kind.Noise);
            SpatialBasisRecipe recipe = new(onInputs, filters: 2, width: 3, ChainCuts.AfterChannels);
            FactorizedKernel start = recipe.Start(target, CancellationToken.None);
            FactorizedKernel shell = recipe.Shell(shape);
            Assert.Equal((start.Family, start.Plan, start.Shape, start.Parameters), (shell.Family, shell.Plan, shell.Shape, shell.Parameters));
            (FactorizedKernel fitted, double error) = recipe.Fit(target, target, CancellationToken.None);
            Assert.Equal(target.SquaredError(fitted.Reconstruct()), error, Rounding);
            Assert.InRange(error, 0, target.SquaredError(start.Reconstruct()) + Rounding);
        }
    }

    private static IEnumerable<(FittingTarget Target, bool OnInputs)> Targets(KernelShape shape) =>
        from kind in Enum.GetValues<Kind>()
        from inputs in Enum.GetValues<Inputs>()
        from onInputs in (bool[])[true, false]
        select (SeededTargets.Of(shape, inputs, (int)kind + 1, kind), onInputs);

    private static Matrix Filters(TensorRingKernel ring, bool onInputs, int count)
    {
        Matrix filters = new(6, count);
        for (int position = 0; position < 6; position++)
        {
            for (int b = 0; b < count; b++)
            {
                // The other spatial core is the identity.
                filters[position, b] = onInputs ? ring.Cores[3][position / 2, position % 2, b] : ring.Cores[2][b, position / 2, position % 2];
            }
        }

        return filters;
    }

    private static void MatrixIsOrthonormal(Matrix columns) =>
        MatrixAssert.IsIdentity(Product(columns.Transpose(), columns), 1e-9);

    private static float[] KernelOf(TensorRingKernel ring) => [.. ring.Reconstruct().Select(number => (float)number)];
}
