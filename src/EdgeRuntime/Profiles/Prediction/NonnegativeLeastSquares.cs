namespace RsdtrEdge.Runtime.Profiles.Prediction;

/// <summary>
/// Least squares with coefficients that are not negative, by the active set method (Lawson and Hanson, "Solving Least Squares Problems",
/// 1974, chapter 23), over the normal equations of a few columns.
/// </summary>
internal static class NonnegativeLeastSquares
{
    // A column that is, but for this share of its length, a combination of the others adds nothing but rounding errors.
    private const double Dependent = 1e-9;

    private const int TurnsPerColumn = 10;

    /// <summary>The x without negative numbers that makes the sum of (row x - target)^2 least.</summary>
    /// <param name="rows">The rows, all of the same length.</param>
    /// <param name="targets">A target for each row.</param>
    public static double[] Solve(IReadOnlyList<double[]> rows, IReadOnlyList<double> targets)
    {
        int count = rows.Count == 0 ? 0 : rows[0].Length;
        double[] scale = new double[count];
        for (int column = 0; column < count; column++)
        {
            double length = Math.Sqrt(rows.Sum(row => row[column] * row[column]));
            scale[column] = length > 0 ? 1 / length : 0;
        }

        // Of columns of length 1.
        double[,] gram = new double[count, count];
        double[] right = new double[count];
        for (int index = 0; index < rows.Count; index++)
        {
            double[] row = rows[index];
            for (int i = 0; i < count; i++)
            {
                double scaled = row[i] * scale[i];
                right[i] += scaled * targets[index];
                for (int j = 0; j < count; j++)
                {
                    gram[i, j] += scaled * row[j] * scale[j];
                }
            }
        }

        double[] solution = Solve(gram, right);
        for (int column = 0; column < count; column++)
        {
            solution[column] *= scale[column];
        }

        return solution;
    }

    private static double[] Solve(double[,] gram, double[] right)
    {
        int count = right.Length;
        double tolerance = 1e-12 * right.Aggregate(0.0, (largest, value) => Math.Max(largest, Math.Abs(value)));
        double[] x = new double[count];
        bool[] excluded = new bool[count];
        List<int> passive = [];
        // Each turn lowers the error, so that no set of columns comes twice; the bound is for rounding errors that know no better.
        for (int turn = 0; turn < TurnsPerColumn * count && Steepest(gram, right, x, passive, excluded, tolerance) is { } entering; turn++)
        {
            passive.Add(entering);
            if (SolveFor(gram, right, passive) is not { } trial)
            {
                passive.Remove(entering);
                excluded[entering] = true;
                continue;
            }

            while (trial.Length > 0 && trial.Min() <= 0)
            {
                Step(x, passive, trial);
                trial = SolveFor(gram, right, passive)!;
            }

            for (int index = 0; index < passive.Count; index++)
            {
                x[passive[index]] = trial[index];
            }

            // A column that could only leave again at once would come back for ever.
            excluded[entering] |= !passive.Contains(entering);
        }

        return x;
    }

    // The column along which the error falls fastest; null where it falls along none.
    private static int? Steepest(double[,] gram, double[] right, double[] x, List<int> passive, bool[] excluded, double tolerance)
    {
        int? best = null;
        double steepest = tolerance;
        for (int i = 0; i < x.Length; i++)
        {
            if (excluded[i] || passive.Contains(i))
            {
                continue;
            }

            double gradient = right[i];
            for (int j = 0; j < x.Length; j++)
            {
                gradient -= gram[i, j] * x[j];
            }

            if (gradient > steepest)
            {
                (best, steepest) = (i, gradient);
            }
        }

        return best;
    }

    // As far towards the trial as no coefficient turns negative; those that become 0 leave, at least one.
    private static void Step(double[] x, List<int> passive, double[] trial)
    {
        double share = 1;
        for (int index = 0; index < passive.Count; index++)
        {
            share = Math.Min(share, ShareTo0(x[passive[index]], trial[index]));
        }

        for (int index = passive.Count - 1; index >= 0; index--)
        {
            int column = passive[index];
            bool leaves = ShareTo0(x[column], trial[index]) <= share;
            x[column] = leaves ? 0 : x[column] + (share * (trial[index] - x[column]));
            if (leaves)
            {
                passive.RemoveAt(index);
            }
        }
    }

    // How far a coefficient may go towards its trial, 0 to 1; beyond 1 where the trial is positive.
    private static double ShareTo0(double present, double trial) => trial > 0 ? 2 : present > 0 ? present / (present - trial) : 0;

    // Least squares over some of the columns, by Cholesky's method; null where they depend on each other.
    private static double[]? SolveFor(double[,] gram, double[] right, List<int> columns)
    {
        int count = columns.Count;
        double[] matrix = new double[count * count];
        double[] solution = new double[count];
        for (int i = 0; i < count; i++)
        {
            solution[i] = right[columns[i]];
            for (int j = 0; j < count; j++)
            {
                matrix[(i * count) + j] = gram[columns[i], columns[j]];
            }
        }

        return PositiveDefinite.TrySolve(matrix, solution, Dependent) ? solution : null;
    }
}
