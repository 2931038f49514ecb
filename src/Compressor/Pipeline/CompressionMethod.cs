namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>How a network is compressed.</summary>
public enum CompressionMethod
{
    /// <summary>Rings, chains and pairs are allocated over the layers so that the limits are met with the least loss, and fitted.</summary>
    Auto,

    /// <summary>The published algorithm and nothing else: one relative error for all layers, least storage (arXiv 2405.10802).</summary>
    Paper,
}
