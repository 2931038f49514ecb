namespace RsdtrEdge.Compressor.Candidates;

/// <summary>Which of the rings that reach a relative error.</summary>
internal enum RingKind
{
    /// <summary>The one that stores least, over all circular shifts and splits.</summary>
    LeastStorage,

    /// <summary>The output channels first, R1 = 1: no branches.</summary>
    OutputsFirst,

    /// <summary>The input channels first, R1 = 1: no branches.</summary>
    ChannelsFirst,
}
