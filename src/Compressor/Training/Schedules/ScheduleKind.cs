namespace RsdtrEdge.Compressor.Training.Schedules;

/// <summary>How the learning rate changes over a training run.</summary>
public enum ScheduleKind
{
    /// <summary>From the rate to zero along half a cosine.</summary>
    Cosine,

    /// <summary>Up to the rate over the first three tenths, then down to almost nothing.</summary>
    OneCycle,
}
