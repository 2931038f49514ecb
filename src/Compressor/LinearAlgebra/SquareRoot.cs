namespace RsdtrEdge.Compressor.LinearAlgebra;

/// <summary>The square root of a symmetric positive semidefinite matrix, and the inverse of that root.</summary>
internal static class SquareRoot
{
    /// <summary>M^(1/2) and M^(-1/2).</summary>
    /// <param name="symmetric">M; it stays as it is.</param>
    /// <param name="floor">Eigenvalues below this part of the largest one count as this part of it, so that the inverse is finite.</param>
    public static (Matrix Root, Matrix Inverse) Of(Matrix symmetric, double floor)
    {
        SymmetricEigen eigen = SymmetricEigen.Decompose(symmetric.Copy());
        // A matrix of zeros weighs all directions alike.
        return Of(eigen, eigen.Values[0] > 0 ? floor * eigen.Values[0] : 1);
    }

    /// <summary>M^(1/2) and M^(-1/2) of a matrix that is decomposed already.</summary>
    /// <param name="eigen">The eigenvalues and eigenvectors of M.</param>
    /// <param name="least">Eigenvalues below this one count as it.</param>
    public static (Matrix Root, Matrix Inverse) Of(SymmetricEigen eigen, double least)
    {
        Matrix vectors = eigen.LeadingVectors(eigen.Values.Length);
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
