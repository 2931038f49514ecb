using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>
/// The best last stage behind given first ones. The output channels are independent of each other there, so it is one linear system with
/// T right sides.
/// </summary>
internal static class LastStage
{
    /// <summary>What is added to a system's diagonal, as a part of its mean.</summary>
    public const double Ridge = 1e-9;

    /// <summary>G, (a m) x T, that minimizes E behind L.</summary>
    /// <param name="target">What is fitted to.</param>
    /// <param name="left">L, p x a; the last stage takes the other P / p numbers of the patch.</param>
    public static Matrix Solve(OrderedTarget target, Matrix left) =>
        target.Moment.Gram(left, target.Kernel.Rows).Solve(target.Side(left), Ridge);

    /// <summary>E with the best last stage behind the first r columns of L, for each r from 1 to all.</summary>
    /// <inheritdoc cref="Solve"/>
    public static double[] Errors(OrderedTarget target, Matrix left) =>
        Errors(target.Moment.Gram(left, target.Kernel.Rows), target.Side(left), left.Columns, target.SquaredNorm);

    /// <summary>E of the leading parts of a system, which are systems themselves.</summary>
    /// <param name="gram">E^T S E.</param>
    /// <param name="side">E^T S W^T.</param>
    /// <param name="parts">How many parts of equally many rows there are.</param>
    /// <param name="squaredNorm">tr(W S W^T).</param>
    public static double[] Errors(StageGram gram, Matrix side, int parts, double squaredNorm)
    {
        Matrix explained = gram.SolveLower(side, Ridge);
        double[] errors = new double[parts];
        int part = explained.Data.Length / parts;
        double left = squaredNorm;
        for (int r = 0; r < parts; r++)
        {
            ReadOnlySpan<double> numbers = explained.Data.AsSpan(r * part, part);
            left -= VectorKernels.Dot(numbers, numbers);
            errors[r] = squaredNorm > 0 ? Math.Max(0, left) / squaredNorm : 0;
        }

        return errors;
    }
}
