namespace RsdtrEdge.Compressor.Factorization;

/// <summary>
/// Which neighbouring stages of a chain run as one convolution, whose kernel is multiplied from theirs when the model is loaded. The
/// default is none: each stage runs as it is stored.
/// </summary>
[Flags]
internal enum ChainMerges
{
    /// <summary>Each stage by itself.</summary>
    None = 0,

    /// <summary>The first stage and the second.</summary>
    First = 1,

    /// <summary>The second stage and the third.</summary>
    Second = 2,

    /// <summary>The third stage and the fourth.</summary>
    Third = 4,

    /// <summary>All stages: the dense convolution.</summary>
    All = First | Second | Third,
}
