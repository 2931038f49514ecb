namespace RsdtrEdge.Compressor.Training.Schedules;

/// <summary>
/// rate (1 + cos(pi t / T)) / 2 at step t of T (Loshchilov and Hutter, arXiv 1608.03983, equation 5, without restarts).
/// </summary>
/// <param name="rate">The rate of the first step.</param>
/// <param name="steps">T, 1 or more.</param>
internal sealed class CosineSchedule(double rate, long steps) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public float At(long step) => (float)(rate * (1 + Math.Cos(Math.PI * step / steps)) / 2);
}
