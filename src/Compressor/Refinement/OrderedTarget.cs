using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>
/// A fitting target as a matrix P x T, the P = C kh kw input numbers of a patch in the order in which a chain takes them. A
/// prefix of p of these numbers is what the first stages have taken; the suffix of P / p what later ones will.
/// </summary>
internal sealed class OrderedTarget
{
    private readonly Dictionary<int, Matrix> _bases = [];

    /// <summary>Orders a target.</summary>
    /// <param name="shape">The kernel's sizes.</param>
    /// <param name="kernel">W, T x (C kh kw).</param>
    /// <param name="moment">S in the order c, i, j.</param>
    /// <param name="columnsFirst">Whether j comes before i.</param>
    public OrderedTarget(KernelShape shape, Matrix kernel, PatchMoment moment, bool columnsFirst)
    {
        int[] from = Order(shape, columnsFirst);
        Kernel = new Matrix(kernel.Columns, kernel.Rows);
        for (int p = 0; p < from.Length; p++)
        {
            for (int t = 0; t < kernel.Rows; t++)
            {
                Kernel[p, t] = kernel[t, from[p]];
            }
        }

        Moment = columnsFirst ? moment.Reordered(from) : moment;
        Weighted = Moment.Weigh(Kernel);
        SquaredNorm = VectorKernels.Dot(Kernel.Data, Weighted.Data);
    }

    /// <summary>W^T, P x T.</summary>
    public Matrix Kernel { get; }

    /// <summary>S.</summary>
    public PatchMoment Moment { get; }

    /// <summary>S W^T, P x T.</summary>
    public Matrix Weighted { get; }

    /// <summary>tr(W S W^T).</summary>
    public double SquaredNorm { get; }

    /// <summary>E of an approximation, P x T.</summary>
    public double SquaredError(Matrix approximation)
    {
        Matrix difference = Kernel.Copy();
        VectorKernels.AddScaled(difference.Data, -1, approximation.Data);
        double error = VectorKernels.Dot(Moment.Weigh(difference).Data, difference.Data);
        return SquaredNorm > 0 ? Math.Max(0, error) / SquaredNorm : 0;
    }

    /// <summary>E^T S W^T for E = L kron I, (a P/p) x T: the right side of what is left to choose once the first stages are L.</summary>
    /// <param name="left">L, p x a.</param>
    public Matrix Side(Matrix left) => Contract(left, Weighted);

    /// <summary>E^T Y for E = L kron I.</summary>
    /// <param name="left">L, p x a.</param>
    /// <param name="y">Y, with a multiple of p rows.</param>
    public static Matrix Contract(Matrix left, Matrix y) =>
        MatrixProduct.Multiply(left.Transpose(), y.Reshape(left.Rows, y.Data.Length / left.Rows))
            .Reshape(left.Columns * (y.Rows / left.Rows), y.Columns);

    /// <summary>
    /// The directions of a prefix that carry most of the kernel's output, the best first: of M^(1/2) W the left singular vectors, taken
    /// back by M^(-1/2), with M the prefix's moment. Where what follows does not bear on it, the first r of them are the best r
    /// there are.
    /// </summary>
    /// <returns>p x r; r is as large as two stages cut here can be and still store less than the kernel.</returns>
    public Matrix Basis(int prefix)
    {
        if (!_bases.TryGetValue(prefix, out Matrix? basis))
        {
            Matrix unfolded = Kernel.Reshape(prefix, Kernel.Data.Length / prefix);
            int most = Math.Max(1, (int)((long)prefix * unfolded.Columns / (prefix + unfolded.Columns)));
            (Func<Matrix, Matrix> root, Func<Matrix, Matrix> inverse) = Moment.Roots(prefix);
            TruncatedSvd svd = TruncatedSvd.Of(root(unfolded));
            basis = inverse(svd.Factors(Math.Min(most, svd.NumericalRank)).Left);
            _bases[prefix] = basis;
        }

        return basis;
    }

    // For each place in the order of the chain, the place in the order c, i, j.
    private static int[] Order(KernelShape shape, bool columnsFirst)
    {
        (int height, int width) = (shape.Height, shape.Width);
        int[] from = new int[shape.InputChannels * height * width];
        for (int c = 0; c < shape.InputChannels; c++)
        {
            for (int i = 0; i < height; i++)
            {
                for (int j = 0; j < width; j++)
                {
                    int at = columnsFirst ? (j * height) + i : (i * width) + j;
                    from[(c * height * width) + at] = (c * height * width) + (i * width) + j;
                }
            }
        }

        return from;
    }
}
