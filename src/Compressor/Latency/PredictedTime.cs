using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Latency;

/// <summary>The time that several stages are expected to take, one after the other.</summary>
/// <param name="Microseconds">Their sum.</param>
/// <param name="RelativeError">The error to expect if all of them are wrong the same way: the mean of theirs, weighed by time.</param>
internal readonly record struct PredictedTime(double Microseconds, double RelativeError)
{
    /// <summary>The time of stages together.</summary>
    public static PredictedTime Sum(IEnumerable<StagePrediction> stages)
    {
        double sum = 0;
        double errors = 0;
        foreach (StagePrediction stage in stages)
        {
            sum += stage.Microseconds;
            errors += stage.Microseconds * stage.RelativeError;
        }

        return new PredictedTime(sum, sum > 0 ? errors / sum : 0);
    }
}
