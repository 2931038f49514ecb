namespace RsdtrEdge.Runtime.Profiles;

/// <summary>The operator that a stage of an execution plan runs as.</summary>
public enum StageKind
{
    /// <summary>A two-dimensional convolution.</summary>
    Convolution,

    /// <summary>A product with a stored matrix: one output position for each row of the input, a 1x1 kernel.</summary>
    FullyConnected,
}
