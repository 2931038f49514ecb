namespace RsdtrEdge.Compressor.Training;

/// <summary>How fast a run goes on, for progress.</summary>
/// <param name="epochs">Epochs of the run.</param>
/// <param name="stepsPerEpoch">Steps an epoch.</param>
/// <param name="batchSize">Images a step.</param>
internal sealed class TrainingPace(int epochs, int stepsPerEpoch, int batchSize)
{
    private int _steps;
    private double _stepSeconds;
    private double _judgementSeconds;

    /// <summary>Hears of a step.</summary>
    public void AddStep(double seconds)
    {
        _steps++;
        _stepSeconds += seconds;
    }

    /// <summary>Hears what judging took behind an epoch.</summary>
    public void AddJudgement(double seconds) => _judgementSeconds = seconds;

    /// <summary>Images trained with a second in an epoch; null before its first step.</summary>
    public double? ImagesPerSecond(EpochSums sums) => sums.Seconds > 0 ? (sums.Steps + sums.Skipped) * (double)batchSize / sums.Seconds : null;

    /// <summary>The time that the rest takes; null before the first step.</summary>
    /// <param name="step">Steps of the run that are done.</param>
    public TimeSpan? Left(long step)
    {
        if (_steps == 0)
        {
            return null;
        }

        long steps = ((long)epochs * stepsPerEpoch) - step;
        long judgements = (steps + stepsPerEpoch - 1) / stepsPerEpoch;
        return TimeSpan.FromSeconds((steps * _stepSeconds / _steps) + (judgements * _judgementSeconds));
    }
}
