namespace RsdtrEdge.Runtime.Profiles;

/// <summary>What a predicted time rests on.</summary>
public enum PredictionKind
{
    /// <summary>The very stage was timed.</summary>
    Measured,

    /// <summary>Stages of the same kind were timed, smaller and larger ones.</summary>
    Interpolated,

    /// <summary>The stage is smaller, larger or of another kind than all that were timed.</summary>
    Extrapolated,

    /// <summary>Nothing was timed: the time follows from the processor's figures.</summary>
    Estimated,
}
