namespace RsdtrEdge.Compressor.Training.Schedules;

/// <summary>
/// A warm-up from a 25th of the rate to the rate over the first three tenths of the steps, then down to a ten-thousandth of where it began; both
/// along half a cosine (Smith and Topin, arXiv 1708.07120, in the form that is usual now). The momentum stays what it is: PyTorch's OneCycleLR moves it, too, against the rate,
/// unless cycle_momentum is off.
/// </summary>
/// <param name="rate">The highest rate.</param>
/// <param name="steps">Steps of the run, 1 or more.</param>
internal sealed class OneCycleSchedule(double rate, long steps) : ILearningRateSchedule
{
    /// <summary>The share of the steps in which the rate rises.</summary>
    public const double WarmUp = 0.3;

    /// <summary>The rate over that of the first step.</summary>
    public const double Rise = 25;

    /// <summary>The rate of the first step over that of the last.</summary>
    public const double Fall = 1e4;

    /// <inheritdoc/>
    public float At(long step)
    {
        double last = steps - 1;
        double top = WarmUp * last;
        double first = rate / Rise;
        return (float)(step < top ? Between(first, rate, step / top) : last > top ? Between(rate, first / Fall, (step - top) / (last - top)) : rate);
    }

    private static double Between(double from, double to, double share) => to + ((from - to) * (1 + Math.Cos(Math.PI * share)) / 2);
}
