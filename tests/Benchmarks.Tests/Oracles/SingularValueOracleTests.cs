using RsdtrEdge.Benchmarks.Tests.TrainingSpeed;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using TorchSharp;
using static TorchSharp.torch;

namespace RsdtrEdge.Benchmarks.Tests.Oracles;

/// <summary>Decompositions of unfolded kernels, held to the LAPACK in PyTorch.</summary>
[Collection(TorchGroup.Name)]
public sealed class SingularValueOracleTests
{
    // Both in float64. The eigenvalues of a Gram matrix have the rounding of the largest, 1e-16 of it times some dozens of sums, and those of a random kernel are of one size.
    private const double OfValues = 1e-12;

    private static readonly KernelShape s_shape = new(12, 10, 3, 2);

    [TorchTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Values_of_each_shift_of_a_kernel_are_the_same(int shift)
    {
        double[] kernel = Kernel();
        using DisposeScope scope = NewDisposeScope();

        // Mode by mode to the end, as the shift says, and unfolded along the mode that is first then.
        Tensor shifted = tensor(kernel, [12, 10, 3, 2]).permute([.. Enumerable.Range(0, 4).Select(mode => (long)((mode + shift) % 4))]);
        double[] expected = linalg.svdvals(shifted.reshape(shifted.shape[0], -1)).data<double>().ToArray();
        double[] squares = FirstUnfolding.Of(kernel, s_shape, shift).SquaredValues;
        Assert.Equal(expected.Length, squares.Length);
        Assert.All(expected.Zip(squares), pair => Assert.Equal(pair.First, Math.Sqrt(pair.Second), OfValues * pair.First));
    }

    [TorchTheory]
    [InlineData(9, 70, 3)]
    [InlineData(70, 9, 5)]
    [InlineData(24, 24, 7)]
    public void The_leading_subspace_is_the_same(int rows, int columns, int rank)
    {
        // Singular values that fall by a factor from one to the next: where they are as close as noise has them, nobody's subspace is certain.
        float[] noise = ModelRunner.Noise(rows, rows * columns);
        using DisposeScope scope = NewDisposeScope();
        (Tensor left, Tensor values, Tensor right) = linalg.svd(tensor(noise, [rows, columns], ScalarType.Float64), fullMatrices: false);
        Tensor falling = pow(0.7, arange(values.shape[0], ScalarType.Float64));
        Tensor matrix = left.matmul(diag(falling)).matmul(right);

        (Matrix ownLeft, Matrix ownRight) = TruncatedSvd.Of(new Matrix(rows, columns, matrix.contiguous().data<double>().ToArray())).Factors(rank);
        Tensor basis = left.slice(1, 0, rank, 1);
        Tensor own = tensor(ownLeft.Data, [rows, rank]);

        // What of each lies outside of the other's span, and the matrix of that rank that both come to.
        Assert.Equal(0, (own - basis.matmul(basis.t()).matmul(own)).norm().item<double>(), 1e-5);
        Assert.Equal(0, (basis - own.matmul(own.t()).matmul(basis)).norm().item<double>(), 1e-5);
        Tensor best = basis.matmul(diag(falling.slice(0, 0, rank, 1))).matmul(right.slice(0, 0, rank, 1));
        Assert.Equal(0, (own.matmul(tensor(ownRight.Data, [rank, columns])) - best).norm().item<double>(), 1e-5);
    }

    [TorchTheory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.6)]
    public void A_ring_at_a_relative_error_is_as_far_from_the_kernel_as_it_says(double relativeError)
    {
        float[] kernel = [.. Kernel().Select(value => (float)value)];
        RingDecomposition ring = ReducedStorageDecomposition.Decompose(kernel, s_shape, relativeError);
        using DisposeScope scope = NewDisposeScope();

        // W(t, c, i, j) = trace(G0(t) G1(c) G2(i) G3(j)), by PyTorch's sums over indices.
        Tensor[] cores = [.. ring.Kernel.Cores.Select(core => tensor(core.Data, [core.Before, core.Size, core.After]))];
        Tensor whole = einsum("atb,bcd,die,eja->tcij", cores);
        Tensor wanted = tensor(kernel, [12, 10, 3, 2], ScalarType.Float64);
        double distance = ((whole - wanted).norm() / wanted.norm()).item<double>();
        Assert.Equal(ring.RelativeError, distance, 1e-6);
        Assert.InRange(distance, 0, relativeError);
    }

    private static double[] Kernel() => [.. ModelRunner.Noise(5, (int)s_shape.Size).Select(value => (double)value)];
}
