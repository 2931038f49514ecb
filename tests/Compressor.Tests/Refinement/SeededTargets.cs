using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.LinearAlgebra;
using RsdtrEdge.Compressor.Tests.TensorRing;

namespace RsdtrEdge.Compressor.Tests.Refinement;

/// <summary>Fitting targets made from a seed.</summary>
internal static class SeededTargets
{
    /// <summary>What is known of a layer's inputs.</summary>
    public enum Inputs
    {
        /// <summary>Nothing.</summary>
        Unknown,

        /// <summary>The moment of the channels.</summary>
        Channels,

        /// <summary>The whole moment.</summary>
        Whole,
    }

    /// <summary>Shapes whose sizes all differ, and with one input channel, output channel, row or column.</summary>
    public static KernelShape[] SmallShapes { get; } = [new(5, 4, 3, 2), new(5, 1, 3, 2), new(1, 6, 2, 3), new(6, 5, 1, 3), new(4, 3, 3, 1)];

    /// <summary>A target.</summary>
    public static FittingTarget Of(KernelShape shape, Inputs inputs, int seed, SeededKernels.Kind kind = SeededKernels.Kind.LowRankAndNoise) =>
        FittingTarget.Of(shape, SeededKernels.Of(kind, shape, seed), Moment(shape, inputs, seed));

    /// <summary>A moment.</summary>
    public static PatchMoment Moment(KernelShape shape, Inputs inputs, int seed) => inputs switch
    {
        Inputs.Unknown => ChannelMoment.Identity,
        Inputs.Channels => ChannelMoment.Of(Spread(shape.InputChannels, seed)),
        _ => DenseMoment.Of(Spread(PatchSize(shape), seed)),
    };

    /// <summary>C kh kw.</summary>
    public static int PatchSize(KernelShape shape) => shape.InputChannels * shape.Height * shape.Width;

    /// <summary>A positive definite matrix whose eigenvalues fall from 3 to at least a hundredth of it, as those of real inputs do.</summary>
    public static Matrix Spread(int size, int seed) =>
        SeededMatrices.WithEigenvalues([.. Enumerable.Range(0, size).Select(k => 3 * Math.Pow(0.01, (double)k / size))], seed);

    /// <summary>A kron I.</summary>
    public static Matrix Kron(Matrix a, int repeats)
    {
        Matrix result = new(a.Rows * repeats, a.Columns * repeats);
        for (int i = 0; i < a.Rows; i++)
        {
            for (int j = 0; j < a.Columns; j++)
            {
                for (int s = 0; s < repeats; s++)
                {
                    result[(i * repeats) + s, (j * repeats) + s] = a[i, j];
                }
            }
        }

        return result;
    }

    /// <summary>The product of matrices by plain sums, from the left on.</summary>
    public static Matrix Product(params ReadOnlySpan<Matrix> factors)
    {
        Matrix product = factors[0];
        foreach (Matrix factor in factors[1..])
        {
            Matrix next = new(product.Rows, factor.Columns);
            for (int i = 0; i < next.Rows; i++)
            {
                for (int j = 0; j < next.Columns; j++)
                {
                    for (int k = 0; k < factor.Rows; k++)
                    {
                        next[i, j] += product[i, k] * factor[k, j];
                    }
                }
            }

            product = next;
        }

        return product;
    }

    /// <summary>The first columns of a matrix.</summary>
    public static Matrix Leading(Matrix matrix, int count)
    {
        Matrix result = new(matrix.Rows, count);
        for (int row = 0; row < matrix.Rows; row++)
        {
            matrix.Row(row)[..count].CopyTo(result.Row(row));
        }

        return result;
    }
}
