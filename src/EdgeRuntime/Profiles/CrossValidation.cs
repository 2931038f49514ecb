using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Profiles.Prediction;

namespace RsdtrEdge.Runtime.Profiles;

/// <summary>
/// How good a machine's predictions are: each timed stage is predicted by a <see cref="StagePredictor"/> that knows none with the same
/// channels and groups, be their kernels and positions what they may.
/// </summary>
public static class CrossValidation
{
    /// <summary>From fewer stages no error is told.</summary>
    public const int LeastStages = 40;

    /// <summary>Nor from fewer sets of channels and groups.</summary>
    public const int LeastGroups = Folds;

    private const int Folds = 5;

    /// <summary>The median relative error; null where there are fewer than 40 stages, or fewer than five sets of channels, to tell.</summary>
    /// <param name="timings">The timed stages.</param>
    public static double? Of(ThreadTimings timings) => Measure(timings)?.Median;

    /// <summary>The errors; null where there are fewer than 40 stages, or fewer than five sets of channels, to tell.</summary>
    /// <param name="timings">The timed stages.</param>
    public static PredictionErrors? Measure(ThreadTimings timings)
    {
        ArgumentNullException.ThrowIfNull(timings);
        if (timings.Stages.Length < LeastStages || timings.Stages.Select(timing => StageFolds.GroupOf(timing.Shape)).Distinct().Count() < Folds)
        {
            return null;
        }

        List<double> errors = [];
        foreach ((IReadOnlyList<StageTiming> fitted, IReadOnlyList<StageTiming> held) in StageFolds.Split(timings.Stages, Folds))
        {
            StagePredictor predictor = new(timings with { Stages = [.. fitted] }, string.Empty);
            errors.AddRange(held.Select(timing => Math.Abs((predictor.Predict(timing.Shape).Microseconds / timing.Microseconds) - 1)));
        }

        double[] sorted = [.. errors.Order()];
        return new PredictionErrors(Percentiles.Median(sorted), Percentiles.Of(sorted, 90)!.Value, sorted.Length);
    }
}
