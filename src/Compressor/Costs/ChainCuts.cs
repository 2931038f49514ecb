namespace RsdtrEdge.Compressor.Costs;

/// <summary>
/// Where the chain C | i | j | T of a ring convolution is cut into stages; neighbours without a cut between them are merged into
/// one convolution. The eight combinations are the execution plans of a layer.
/// </summary>
[Flags]
internal enum ChainCuts
{
    /// <summary>One stage: the dense convolution.</summary>
    None = 0,

    /// <summary>A cut between the input channels and the vertical offsets.</summary>
    AfterChannels = 1,

    /// <summary>A cut between the vertical and the horizontal offsets.</summary>
    AfterRows = 2,

    /// <summary>A cut between the horizontal offsets and the output channels.</summary>
    AfterColumns = 4,

    /// <summary>Four stages.</summary>
    All = AfterChannels | AfterRows | AfterColumns,
}
