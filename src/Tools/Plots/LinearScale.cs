namespace RsdtrEdge.Tools.Plots;

/// <summary>Maps figures to places in a picture.</summary>
/// <param name="Least">The figure at <paramref name="Start"/>.</param>
/// <param name="Most">The figure at <paramref name="End"/>.</param>
/// <param name="Start">Where the axis begins.</param>
/// <param name="End">Where it ends; above <paramref name="Start"/> in a picture, whose rows count downwards, it is the smaller number.</param>
internal readonly record struct LinearScale(double Least, double Most, double Start, double End)
{
    /// <summary>The place of a figure.</summary>
    public double Place(double figure) => Start + ((figure - Least) / (Most - Least) * (End - Start));

    /// <summary>The least whole number of 1, 2, 5, 10, 20 and so on that cuts a span into ten parts at most.</summary>
    public static double StepOf(double span)
    {
        for (double power = 1; ; power *= 10)
        {
            foreach (double step in (double[])[power, 2 * power, 5 * power])
            {
                if (span <= 10 * step)
                {
                    return step;
                }
            }
        }
    }

    /// <summary>The multiples of a step from the least to the most figure, both included.</summary>
    public IEnumerable<double> Ticks(double step)
    {
        (double first, double last) = (Math.Ceiling(Least / step), Math.Floor(Most / step));
        for (double k = first; k <= last; k++)
        {
            yield return k * step;
        }
    }
}
