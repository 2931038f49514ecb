namespace RsdtrEdge.Compressor.Factorization;

/// <summary>The modes of a kernel that a stage of a chain contracts, in the order in which they are written.</summary>
[Flags]
internal enum ChainModes
{
    /// <summary>No mode.</summary>
    None = 0,

    /// <summary>The input channels, written C.</summary>
    Channels = 1,

    /// <summary>The vertical offsets, written i.</summary>
    Rows = 2,

    /// <summary>The horizontal offsets, written j.</summary>
    Columns = 4,

    /// <summary>The output channels, written T.</summary>
    Outputs = 8,
}
