using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>A Gram matrix A kron I: what is repeated is not stored and not solved again.</summary>
/// <param name="Inner">A, symmetric.</param>
/// <param name="Repeats">The size of I.</param>
internal readonly record struct StageGram(Matrix Inner, int Repeats)
{
    /// <summary>The number of rows of A kron I.</summary>
    public int Size => Inner.Rows * Repeats;

    /// <summary>(A kron I)^-1 B.</summary>
    /// <param name="side">B.</param>
    /// <param name="ridge">What is added to A's diagonal, as a part of its mean.</param>
    public Matrix Solve(Matrix side, double ridge) =>
        Cholesky.Of(Inner, ridge).Solve(Folded(side)).Reshape(side.Rows, side.Columns);

    /// <summary>(L kron I)^-1 B, where A = L L^T.</summary>
    /// <inheritdoc cref="Solve"/>
    public Matrix SolveLower(Matrix side, double ridge) =>
        Cholesky.Of(Inner, ridge).SolveLower(Folded(side)).Reshape(side.Rows, side.Columns);

    private Matrix Folded(Matrix side) => side.Reshape(Inner.Rows, side.Data.Length / Inner.Rows);

    /// <summary>(I kron F)^T (A kron I) (I kron F): only the combinations F of what is repeated, or stands last in A, are left.</summary>
    /// <param name="combinations">F, s x b: of s that stand last the b that are left; orthonormal where they are repeated.</param>
    public StageGram Combine(Matrix combinations)
    {
        if (Repeats > 1 && Repeats % combinations.Rows == 0)
        {
            return new StageGram(Inner, Repeats / combinations.Rows * combinations.Columns);
        }

        Matrix half = CombineRows(Inner, combinations);
        return new StageGram(CombineRows(half.Transpose(), combinations), Repeats);
    }

    /// <summary>(I kron F)^T B.</summary>
    /// <param name="side">B, whose rows count s that stand last.</param>
    /// <param name="combinations">F, s x b.</param>
    public static Matrix CombineRows(Matrix side, Matrix combinations)
    {
        Matrix transposed = combinations.Transpose();
        int parts = side.Rows / combinations.Rows;
        Matrix result = new(parts * combinations.Columns, side.Columns);
        for (int part = 0; part < parts; part++)
        {
            int from = part * combinations.Rows * side.Columns;
            Matrix slice = new(combinations.Rows, side.Columns, side.Data[from..(from + (combinations.Rows * side.Columns))]);
            MatrixProduct.Multiply(transposed, slice).Data.CopyTo(result.Data, part * combinations.Columns * side.Columns);
        }

        return result;
    }
}
