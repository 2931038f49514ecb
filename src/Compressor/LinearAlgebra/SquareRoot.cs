namespace RsdtrEdge.Compressor.LinearAlgebra;

/// <summary>The square root of a symmetric positive semidefinite matrix, and the inverse of that root.</summary>
internal static class SquareRoot
{
    /// <summary>M^(1/2) and M^(-1/2).</summary>
    /// <param name="symmetric">M; it stays as it is.</param>
    /// <param name="floor">Eigenvalues below this part of the largest one count as this part of it, so that the inverse is finite.</param>
    public static (Matrix Root, Matrix Inverse) Of(Matrix symmetric, double floor)
    {
        int size = symmetric.Rows;
        SymmetricEigen eigen = SymmetricEigen.Decompose(new Matrix(size, size, (double[])symmetric.Data.Clone()));
        // A matrix of zeros weighs all directions alike.
        double least = eigen.Values[0] > 0 ? floor * eigen.Values[0] : 1;
        Matrix vectors = eigen.LeadingVectors(size);
        double[] roots = [.. eigen.Values.Select(value => Math.Sqrt(Math.Max(value, least)))];
        return (Compose(vectors, roots, root => root), Compose(vectors, roots, root => 1 / root));
    }

    // Rows of `vectors` are eigenvectors: V^T f(D) V.
    private static Matrix Compose(Matrix vectors, double[] roots, Func<double, double> of)
    {
        Matrix scaled = new(vectors.Rows, vectors.Columns);
        for (int k = 0; k < vectors.Rows; k++)
        {
            double factor = of(roots[k]);
            for (int j = 0; j < vectors.Columns; j++)
            {
                scaled[k, j] = factor * vectors[k, j];
            }
        }

        return MatrixProduct.Multiply(vectors.Transpose(), scaled);
    }
}
