namespace RsdtrEdge.Compressor.Calibration;

/// <summary>
/// What an error in one layer does to the network's output, measured at a few errors of the layer: the squared relative output error
/// between them by straight lines between logarithms, below the smallest by the square, above the largest by the last slope. One
/// factor for all errors would not do: small errors of many layers average out on the way to the output, large ones do not.
/// </summary>
internal sealed class LossCurve
{
    // Losses are kept between these, so that logarithms, slopes and what follows from them beyond the last point are finite whatever a network's outputs are.
    private const double LeastLoss = 1e-12;
    private const double LargestLoss = 1e12;

    private readonly (double LogError, double LogLoss)[] _points;

    /// <summary>A curve through measured points.</summary>
    /// <param name="points">The layer's relative error and the squared relative output error it led to; none gives the square.</param>
    public LossCurve(IEnumerable<(double Error, double Loss)> points)
    {
        List<(double LogError, double LogLoss)> rising = [];
        foreach ((double error, double loss) in points.Where(point => point.Error > 0).OrderBy(point => point.Error))
        {
            // More error cannot do less harm; what the measurement says otherwise is chance.
            double logLoss = Math.Log(double.IsNaN(loss) ? LargestLoss : Math.Clamp(loss, LeastLoss, LargestLoss));
            double logError = Math.Log(error);
            if (rising.Count == 0 || logError > rising[^1].LogError)
            {
                rising.Add((logError, rising.Count == 0 ? logLoss : Math.Max(logLoss, rising[^1].LogLoss)));
            }
        }

        _points = [.. rising];
    }

    /// <summary>The squared relative output error expected at an error of the layer.</summary>
    public double At(double error)
    {
        if (error <= 0)
        {
            return 0;
        }

        double x = Math.Log(error);
        if (_points.Length == 0)
        {
            return error * error;
        }

        if (x <= _points[0].LogError)
        {
            return Math.Exp(_points[0].LogLoss + (2 * (x - _points[0].LogError)));
        }

        for (int i = 1; i < _points.Length; i++)
        {
            if (x <= _points[i].LogError)
            {
                return Math.Exp(_points[i - 1].LogLoss + (Slope(i) * (x - _points[i - 1].LogError)));
            }
        }

        double last = _points.Length > 1 ? Math.Max(2, Slope(_points.Length - 1)) : 2;
        return Math.Min(LargestLoss, Math.Exp(_points[^1].LogLoss + (last * (x - _points[^1].LogError))));
    }

    private double Slope(int to) =>
        (_points[to].LogLoss - _points[to - 1].LogLoss) / (_points[to].LogError - _points[to - 1].LogError);
}
