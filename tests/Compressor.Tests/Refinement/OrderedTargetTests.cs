using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.LinearAlgebra;
using static RsdtrEdge.Compressor.Tests.Refinement.SeededTargets;
using static RsdtrEdge.Compressor.Tests.TensorRing.SeededKernels;

namespace RsdtrEdge.Compressor.Tests.Refinement;

public sealed class OrderedTargetTests
{
    public static TheoryData<KernelShape> AllShapes => [.. SmallShapes, new(7, 5, 1, 1), new(1, 9, 1, 1), new(1, 1, 1, 1)];

    [Theory]
    [MemberData(nameof(AllShapes))]
    public void A_basis_is_orthonormal_in_its_prefixs_moment(KernelShape shape)
    {
        foreach (Inputs inputs in Enum.GetValues<Inputs>())
        {
            foreach (bool columnsFirst in (bool[])[false, true])
            {
                OrderedTarget target = SeededTargets.Of(shape, inputs, seed: 1).InOrder(columnsFirst);
                int first = shape.InputChannels * (columnsFirst ? shape.Width : shape.Height);
                foreach (int prefix in (int[])[shape.InputChannels, first, PatchSize(shape)])
                {
                    Matrix basis = target.Basis(prefix);
                    Assert.Equal(prefix, basis.Rows);
                    MatrixAssert.IsIdentity(MatrixProduct.Multiply(basis.Transpose(), target.Moment.Weigh(basis)), 1e-8);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllShapes))]
    public void Where_nothing_is_taken_later_what_is_lost_is_the_tail_of_the_outputs_spectrum(KernelShape shape)
    {
        foreach (Inputs inputs in Enum.GetValues<Inputs>())
        {
            OrderedTarget target = SeededTargets.Of(shape, inputs, seed: 2).InOrder(false);
            // The eigenvalues of W S W^T are the squared singular values of W S^(1/2): no r directions can leave less.
            double[] spectrum = SymmetricEigen.Decompose(Product(target.Kernel.Transpose(), target.Weighted)).Values;
            double[] errors = LastStage.Errors(target, target.Basis(PatchSize(shape)));
            for (int rank = 1; rank <= errors.Length; rank++)
            {
                double tail = spectrum[rank..].Sum(value => Math.Max(0, value)) / target.SquaredNorm;
                Assert.Equal(tail, errors[rank - 1], 1e-7);
            }
        }
    }

    [Theory]
    [InlineData(1.0, 1 / 10.0)]
    [InlineData(16.0, 9 / 25.0)]
    public void A_pairs_error_is_as_worked_by_hand(double secondMoment, double expected)
    {
        // Outputs 3 x and y. With <y y> = 1 the second is lost, 1 of 9 + 1; with 16 the first, 9 of 9 + 16.
        PatchMoment moment = ChannelMoment.Of(new Matrix(2, 2, [1, 0, 0, secondMoment]));
        OrderedTarget target = FittingTarget.Of(new KernelShape(2, 2, 1, 1), [3, 0, 0, 1], moment).InOrder(false);
        // Two directions would store as much as the kernel.
        Assert.Equal(1, target.Basis(2).Columns);
        Assert.Equal(expected, Assert.Single(LastStage.Errors(target, target.Basis(2))), 1e-8);
    }

    [Fact]
    public void A_basis_is_no_larger_than_the_kernels_rank()
    {
        // Ranks 2 and 2 between the cores of kh and those before and behind: at most 2 directions of a prefix that ends there.
        KernelShape shape = new(9, 8, 3, 3);
        TensorRingKernel ring = Ring(shape, new RingRanks(1, 1, 2, 2), seed: 3);
        float[] kernel = [.. ring.Reconstruct().Select(number => (float)number)];
        OrderedTarget target = FittingTarget.Of(shape, kernel, ChannelMoment.Identity).InOrder(false);
        Assert.InRange(LastStage.Errors(target, target.Basis(8))[1], 0, 1e-8);
        OrderedTarget zeros = FittingTarget.Of(shape, new float[shape.Size], ChannelMoment.Identity).InOrder(false);
        Assert.Equal([0], LastStage.Errors(zeros, zeros.Basis(8)));
    }
}
