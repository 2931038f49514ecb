namespace RsdtrEdge.Runtime.Profiles.Prediction;

/// <summary>Small systems with a symmetric positive definite matrix, by Cholesky's method.</summary>
internal static class PositiveDefinite
{
    /// <summary>Solves A x = b.</summary>
    /// <param name="matrix">A, n x n; its lower triangle is overwritten.</param>
    /// <param name="values">b, which x takes the place of.</param>
    /// <param name="leastPivot">A pivot below it means that A is not positive definite.</param>
    /// <returns>Whether A is positive definite; where it is not, <paramref name="values"/> means nothing.</returns>
    public static bool TrySolve(Span<double> matrix, Span<double> values, double leastPivot = 0)
    {
        int size = values.Length;
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                double sum = matrix[(row * size) + column];
                for (int k = 0; k < column; k++)
                {
                    sum -= matrix[(row * size) + k] * matrix[(column * size) + k];
                }

                if (column < row)
                {
                    matrix[(row * size) + column] = sum / matrix[(column * size) + column];
                }
                else if (sum <= leastPivot)
                {
                    return false;
                }
                else
                {
                    matrix[(row * size) + row] = Math.Sqrt(sum);
                }
            }
        }

        for (int row = 0; row < size; row++)
        {
            for (int k = 0; k < row; k++)
            {
                values[row] -= matrix[(row * size) + k] * values[k];
            }

            values[row] /= matrix[(row * size) + row];
        }

        for (int row = size - 1; row >= 0; row--)
        {
            for (int k = row + 1; k < size; k++)
            {
                values[row] -= matrix[(k * size) + row] * values[k];
            }

            values[row] /= matrix[(row * size) + row];
        }

        return true;
    }
}
