namespace RsdtrEdge.Compressor.Calibration.Normalization;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    // Beyond, what is left of the distribution is below 1e-18.
    private const double Tail = 9;

    /// <summary>phi(x) = exp(-x^2 / 2) / sqrt(2 pi); 0 at infinity.</summary>
    public static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>Phi(x), to an absolute error of about 1e-15: the series of Marsaglia (Journal of Statistical Software 11(4), 2004), 1/2 + phi(x) (x + x^3 / 3 + x^5 / (3 5) + ...).</summary>
    public static double Cumulative(double x)
    {
        if (x < -Tail)
        {
            return 0;
        }

        if (x > Tail)
        {
            return 1;
        }

        double term = x;
        double sum = x;
        double before = 0;
        for (int i = 3; sum != before; i += 2)
        {
            before = sum;
            term *= x * x / i;
            sum += term;
        }

        return Math.Clamp(0.5 + (sum * Density(x)), 0, 1);
    }
}
