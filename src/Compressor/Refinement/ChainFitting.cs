using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>
/// Fits the stage kernels of a chain: a start from the leading directions of each prefix of the patch, then alternating least
/// squares, stage after stage. No step raises the error.
/// </summary>
internal static class ChainFitting
{
    private const int Sweeps = 4;

    // A sweep that gains less than this part of the error is the last one.
    private const double LeastGain = 0.003;

    private const double Ridge = 1e-9;

    /// <summary>Fits.</summary>
    /// <param name="target">What is fitted to.</param>
    /// <param name="layout">The chain's stages.</param>
    /// <param name="ranks">The widths between them.</param>
    /// <param name="cancellation">Stops between two stages.</param>
    /// <returns>The chain and its error E, before its numbers are rounded to float32.</returns>
    public static (ChainFactors Chain, double SquaredError) Fit(
        FittingTarget target, ChainLayout layout, IReadOnlyList<int> ranks, CancellationToken cancellation)
    {
        if (target.Pairs is { } pairs)
        {
            return pairs.Best(ranks[0]);
        }

        ChainDimensions dimensions = new(target.Shape, layout);
        OrderedTarget ordered = target.InOrder(dimensions.ColumnsFirst);
        Matrix[] stages = Start(ordered, dimensions, ranks);
        double error = ordered.SquaredError(ChainDimensions.Product(stages));
        // What the last prefix takes leaves nothing to alternate over: the start is the optimum of a pair.
        int sweeps = dimensions.Layout.StageCount == 2 && dimensions.Taken[1] == 1 ? 0 : Sweeps;
        for (int sweep = 0; sweep < sweeps; sweep++)
        {
            Matrix[] moved = Sweep(ordered, dimensions, stages, cancellation);
            double movedError = ordered.SquaredError(ChainDimensions.Product(moved));
            if (!(movedError < error))
            {
                break;
            }

            bool isLast = error - movedError <= LeastGain * error;
            (stages, error) = (moved, movedError);
            if (isLast)
            {
                break;
            }
        }

        return (dimensions.ToFactors(stages), error);
    }

    /// <summary>The chain that fitting begins with.</summary>
    /// <param name="target">What is fitted to.</param>
    /// <param name="layout">The chain's stages.</param>
    /// <param name="ranks">The widths between them.</param>
    public static ChainFactors Start(FittingTarget target, ChainLayout layout, IReadOnlyList<int> ranks)
    {
        ChainDimensions dimensions = new(target.Shape, layout);
        return target.Pairs?.Best(ranks[0]).Pair ?? dimensions.ToFactors(Start(target.InOrder(dimensions.ColumnsFirst), dimensions, ranks));
    }

    /// <summary>Stages that span the leading directions of each prefix, and the best last stage behind them.</summary>
    public static Matrix[] Start(OrderedTarget target, ChainDimensions dimensions, IReadOnlyList<int> ranks)
    {
        Matrix[] stages = new Matrix[dimensions.Taken.Length];
        for (int stage = 0; stage < stages.Length - 1; stage++)
        {
            // Zeros beyond the kernel's rank, which may be below that of the kernel for which the ranks were chosen.
            Matrix basis = target.Basis(dimensions.Prefix[stage]).LeadingColumns(ranks[stage]);
            stages[stage] = stage == 0
                ? basis
                : Within(target, ChainDimensions.Left(stages.AsSpan(0, stage)), basis);
        }

        stages[^1] = LastStage.Solve(target, ChainDimensions.Left(stages.AsSpan(0, stages.Length - 1)));
        return stages;
    }

    /// <summary>
    /// Of stages that are one wider step each, G (a m) x b with (L kron I) G nearest to a basis in the norm of its prefix's moment.
    /// </summary>
    public static Matrix Within(OrderedTarget target, Matrix left, Matrix basis)
    {
        Matrix side = OrderedTarget.Contract(left, target.Moment.Weigh(basis));
        return target.Moment.Gram(left, basis.Rows).Solve(side, Ridge);
    }

    private static Matrix[] Sweep(OrderedTarget target, ChainDimensions dimensions, Matrix[] before, CancellationToken cancellation)
    {
        Matrix[] stages = [.. before];
        for (int stage = 0; stage < stages.Length; stage++)
        {
            cancellation.ThrowIfCancellationRequested();
            Matrix left = ChainDimensions.Left(stages.AsSpan(0, stage));
            if (stage == stages.Length - 1)
            {
                stages[stage] = LastStage.Solve(target, left);
            }
            else
            {
                Matrix right = ChainDimensions.Right(stages.AsSpan(stage + 1), stages[stage].Columns);
                stages[stage] = new StageProblem(target, [left], dimensions.Taken[stage], [right]).Solve(stages[stage]);
            }
        }

        return stages;
    }
}
