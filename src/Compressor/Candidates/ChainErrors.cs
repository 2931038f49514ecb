using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>
/// The errors of chains of two and three stages at all their ranks, without making any of them: the first stages span the leading
/// directions of their prefixes, so that the systems for the last stage of all ranks are leading parts of one. Fitting the
/// stages to each other afterwards lowers an error by some percent.
/// </summary>
internal sealed class ChainErrors
{
    // What keeps a system of equations finite where directions are redundant.
    private const double Ridge = 1e-9;

    private readonly FittingTarget _target;
    private readonly CancellationToken _cancellation;

    /// <summary>Prepares for a layer.</summary>
    public ChainErrors(FittingTarget target, CancellationToken cancellation)
    {
        _target = target;
        _cancellation = cancellation;
    }

    /// <summary>E for each pair of a rank and its error.</summary>
    /// <param name="layout">A chain of two stages.</param>
    public IEnumerable<(int Rank, double SquaredError)> OfTwo(ChainLayout layout) =>
        (_target.Pairs?.Errors() ?? LastStageErrors(layout)).Select((error, index) => (index + 1, error));

    /// <summary>E for the ranks of three stages.</summary>
    /// <param name="layout">A chain of three stages.</param>
    /// <param name="firstRanks">The ranks behind the first stage that are looked at, ascending.</param>
    public IEnumerable<(int First, int Second, double SquaredError)> OfThree(ChainLayout layout, IReadOnlyList<int> firstRanks)
    {
        ChainDimensions dimensions = new(_target.Shape, layout);
        OrderedTarget target = _target.InOrder(dimensions.ColumnsFirst);
        Matrix first = target.Basis(dimensions.Prefix[0]);
        Matrix second = target.Basis(dimensions.Prefix[1]);
        int taken = dimensions.Taken[1];

        // The systems of fewer directions of the first prefix are leading parts of the system of all, and so are their factors.
        StageGram gram = target.Moment.Gram(first, second.Rows);
        Cholesky factor = Cholesky.Of(gram.Inner, Ridge);
        int rows = gram.Inner.Rows / first.Columns;
        Matrix side = OrderedTarget.Contract(first, target.Moment.Weigh(second));
        Matrix half = factor.SolveLower(side.Reshape(gram.Inner.Rows, side.Data.Length / gram.Inner.Rows));
        foreach (int rank in firstRanks.Where(rank => rank <= first.Columns))
        {
            _cancellation.ThrowIfCancellationRequested();
            Matrix inner = factor.SolveUpper(new Matrix(rank * rows, half.Columns, half.Data[..(rank * rows * half.Columns)]));
            // The second prefix's directions as far as the first stage lets them through.
            Matrix spanned = MatrixProduct.Multiply(first.LeadingColumns(rank), inner.Reshape(rank, inner.Data.Length / rank))
                .Reshape(second.Rows, second.Columns);
            double[] errors = LastStage.Errors(target, spanned.LeadingColumns(Math.Min(second.Columns, rank * dimensions.Taken[1])));
            for (int index = 0; index < errors.Length; index++)
            {
                yield return (rank, index + 1, errors[index]);
            }
        }
    }

    private double[] LastStageErrors(ChainLayout layout)
    {
        ChainDimensions dimensions = new(_target.Shape, layout);
        OrderedTarget target = _target.InOrder(dimensions.ColumnsFirst);
        return LastStage.Errors(target, target.Basis(dimensions.Prefix[0]));
    }
}
