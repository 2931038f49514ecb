namespace RsdtrEdge.Compressor.Allocation;

/// <summary>
/// The region that may hold the maximum of a concave function of several prices, as an ellipsoid that each slope cuts in half
/// (Shor, "Cut-off method with space extension in convex programming problems", Cybernetics 13, 1977).
/// </summary>
internal sealed class PriceEllipsoid
{
    private readonly double[] _center;
    private readonly double[,] _shape;

    /// <summary>A ball.</summary>
    /// <param name="center">Its center, at least two prices.</param>
    /// <param name="radius">Its radius.</param>
    public PriceEllipsoid(IReadOnlyList<double> center, double radius)
    {
        _center = [.. center];
        _shape = new double[_center.Length, _center.Length];
        for (int axis = 0; axis < _center.Length; axis++)
        {
            _shape[axis, axis] = radius * radius;
        }
    }

    /// <summary>The prices to look at next.</summary>
    public IReadOnlyList<double> Center => _center;

    /// <summary>Keeps the half in which the function may be larger than at the center, and the smallest ellipsoid around it.</summary>
    /// <param name="slope">The function's slope at the center.</param>
    /// <returns>Whether there was anything to cut: false where the slope is nothing, or the ellipsoid is.</returns>
    public bool Cut(IReadOnlyList<double> slope)
    {
        int count = _center.Length;
        double[] across = new double[count];
        double square = 0;
        for (int row = 0; row < count; row++)
        {
            for (int column = 0; column < count; column++)
            {
                across[row] += _shape[row, column] * slope[column];
            }

            square += slope[row] * across[row];
        }

        if (!(square > 0))
        {
            return false;
        }

        double length = Math.Sqrt(square);
        double growth = count * count / ((count * count) - 1.0);
        for (int row = 0; row < count; row++)
        {
            _center[row] += across[row] / length / (count + 1);
            for (int column = 0; column < count; column++)
            {
                _shape[row, column] = growth * (_shape[row, column] - (2.0 / (count + 1) * across[row] * across[column] / square));
            }
        }

        return true;
    }
}
