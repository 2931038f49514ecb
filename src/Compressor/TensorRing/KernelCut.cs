namespace RsdtrEdge.Compressor.TensorRing;

/// <summary>
/// The ways to cut a kernel's four modes, arranged in a circle, into two arcs. A ring's cut of an arc goes through two of
/// its ranks, so the kernel's unfolding along the cut has at most the product of the two as its rank.
/// </summary>
internal enum KernelCut
{
    /// <summary>{T} and {C, kh, kw}.</summary>
    Mode0,

    /// <summary>{C} and {kh, kw, T}.</summary>
    Mode1,

    /// <summary>{kh} and {kw, T, C}.</summary>
    Mode2,

    /// <summary>{kw} and {T, C, kh}.</summary>
    Mode3,

    /// <summary>{T, C} and {kh, kw}.</summary>
    ChannelsFromSpace,

    /// <summary>{C, kh} and {kw, T}.</summary>
    Crossed,
}
