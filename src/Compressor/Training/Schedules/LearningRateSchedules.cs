namespace RsdtrEdge.Compressor.Training.Schedules;

/// <summary>Makes schedules.</summary>
internal static class LearningRateSchedules
{
    /// <summary>The schedule of a run.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="rate">Its highest rate.</param>
    /// <param name="steps">Steps of the run.</param>
    public static ILearningRateSchedule Create(ScheduleKind kind, double rate, long steps) =>
        kind == ScheduleKind.OneCycle ? new OneCycleSchedule(rate, steps) : new CosineSchedule(rate, steps);
}
