namespace RsdtrEdge.Runtime.Profiles;

/// <summary>What one stage took on a machine.</summary>
/// <param name="Shape">The stage.</param>
/// <param name="Microseconds">The usual time of one run, without what entering and leaving a session takes.</param>
public readonly record struct StageTiming(StageShape Shape, double Microseconds)
{
    /// <summary>Whether too few rounds stand behind the time, because the profile was stopped, too short or disturbed: a later run with the same file times the stage again.</summary>
    public bool IsUnsettled { get; init; }

    /// <summary>Whether something disturbed the machine in each round behind the time, which is unsettled then: a later run does not count it.</summary>
    public bool IsDisturbed { get; init; }
}
