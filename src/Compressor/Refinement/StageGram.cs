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
}
