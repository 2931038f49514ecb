namespace RsdtrEdge.Compressor.LinearAlgebra;

/// <summary>
/// The singular value decomposition M = U S V^T, found on the Gram matrix of the shorter side in float64. For matrices that
/// hold float32 numbers the singular values agree with those of a full decomposition to float32 rounding. The values come
/// first; vectors are computed only when asked for, because most of a search looks at values alone.
/// </summary>
internal sealed class TruncatedSvd
{
    // 2^-52: what float64 resolves relative to 1.
    private const double RoundingUnit = 2.220446049250313e-16;

    // What multiplies vectors of the shorter side, one a row, with the matrix as seen from there.
    private readonly Func<Matrix, Matrix> _project;
    private readonly bool _transposed;
    private readonly int _shortSide;
    private readonly double _trace;
    private readonly double _squaredGramNorm;
    private Matrix? _gram;
    private SymmetricEigen? _eigen;
    private double[]? _squares;

    private TruncatedSvd(Matrix gram, Func<Matrix, Matrix> project, bool transposed)
    {
        _gram = gram;
        _project = project;
        _transposed = transposed;
        _shortSide = gram.Rows;
        for (int i = 0; i < _gram.Rows; i++)
        {
            _trace += _gram[i, i];
        }

        _squaredGramNorm = VectorKernels.Dot(_gram.Data, _gram.Data);
    }

    /// <summary>The squares of the singular values, largest first, one for each row or column of the shorter side.</summary>
    public double[] SquaredValues => _squares ??= [.. Eigen.Values.Select(value => Math.Max(0, value))];

    /// <summary>
    /// How many singular values stand out of the rounding of the Gram matrix; at least 1. Directions beyond it hold less
    /// than float32 rounding of the matrix and have no vectors.
    /// </summary>
    public int NumericalRank
    {
        get
        {
            double noise = SquaredValues[0] * SquaredValues.Length * RoundingUnit;
            return Math.Max(1, SquaredValues.Count(square => square > noise));
        }
    }

    private SymmetricEigen Eigen
    {
        get
        {
            if (_eigen is null)
            {
                _eigen = SymmetricEigen.Decompose(_gram!);
                // The decomposition has overwritten it.
                _gram = null;
            }

            return _eigen;
        }
    }

    /// <summary>Prepares the decomposition of a matrix: computes the Gram matrix, from which <see cref="RankBound"/> follows.</summary>
    public static TruncatedSvd Of(Matrix matrix)
    {
        bool transposed = matrix.Rows > matrix.Columns;
        Matrix wide = transposed ? matrix.Transpose() : matrix;
        return new TruncatedSvd(MatrixProduct.RowGram(wide), vectors => MatrixProduct.Multiply(vectors, wide), transposed);
    }

    /// <summary>The same of the transpose A^T of a matrix, of which no copy is made.</summary>
    public static TruncatedSvd OfTransposed(StoredMatrix matrix) => matrix.Columns > matrix.Rows
        ? new TruncatedSvd(matrix.RowGram(), matrix.LeftMultiply, transposed: true)
        : new TruncatedSvd(matrix.ColumnGram(), matrix.LeftMultiplyTransposed, transposed: false);

    /// <summary>
    /// A rank that <see cref="RankAt"/> cannot fall below, without finding a singular value: k squared values sum to at
    /// most sqrt(k) times the Gram matrix's norm (Cauchy and Schwarz).
    /// </summary>
    public int RankBound(double tolerance)
    {
        if (_squaredGramNorm <= 0)
        {
            return 1;
        }

        double kept = (1 - (tolerance * tolerance)) * _trace;
        double bound = kept > 0 ? kept * kept / _squaredGramNorm : 0;
        // A margin for the rounding of both sums: the bound may be weaker than the truth, never stronger.
        return Math.Clamp((int)Math.Ceiling((bound * (1 - 1e-9)) - 1e-9), 1, _shortSide);
    }

    /// <summary>
    /// The least rank whose neglected tail has a norm below <paramref name="tolerance"/> times the norm of the matrix; at
    /// least 1 and at most the numerical rank.
    /// </summary>
    public int RankAt(double tolerance)
    {
        double total = 0;
        for (int i = SquaredValues.Length - 1; i >= 0; i--)
        {
            total += SquaredValues[i];
        }

        double bound = tolerance * tolerance * total;
        double tail = 0;
        int rank = SquaredValues.Length;
        while (rank > 1 && tail + SquaredValues[rank - 1] < bound)
        {
            tail += SquaredValues[--rank];
        }

        return Math.Min(rank, NumericalRank);
    }

    /// <summary>The sum of the squared singular values beyond a rank.</summary>
    public double SquaredTail(int rank)
    {
        double tail = 0;
        for (int i = SquaredValues.Length - 1; i >= rank; i--)
        {
            tail += SquaredValues[i];
        }

        return tail;
    }

    /// <summary>
    /// The two factors of the truncated matrix: U with orthonormal columns (rows x rank), and S V^T (rank x columns).
    /// </summary>
    /// <param name="rank">1 to <see cref="NumericalRank"/>.</param>
    public (Matrix Left, Matrix Right) Factors(int rank)
    {
        if (rank < 1 || rank > NumericalRank)
        {
            throw new ArgumentOutOfRangeException(nameof(rank), rank, $"1 to {NumericalRank}.");
        }

        Matrix vectors = Eigen.LeadingVectors(rank);
        Matrix projected = _project(vectors);
        if (!_transposed)
        {
            // Rows of `vectors` are columns of U, and U^T M = S V^T without a division.
            return (vectors.Transpose(), projected);
        }

        // Rows of `vectors` are columns of V, and V^T M^T = S U^T.
        Matrix left = new(projected.Columns, rank);
        Matrix right = vectors;
        for (int k = 0; k < rank; k++)
        {
            double value = Math.Sqrt(SquaredValues[k]);
            ReadOnlySpan<double> scaled = projected.Row(k);
            // A matrix of zeros has a numerical rank of 1 and a singular value of 0: U stays zero then.
            double inverse = value > 0 ? 1 / value : 0;
            for (int i = 0; i < scaled.Length; i++)
            {
                left.Data[(i * rank) + k] = scaled[i] * inverse;
            }

            Span<double> row = right.Row(k);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] *= value;
            }
        }

        return (left, right);
    }
}
