namespace RsdtrEdge.Compressor.Training.Engine;

/// <summary>By which mean and variance a BatchNormalization node normalizes while its network is trained.</summary>
public enum NormalizationStatistics
{
    /// <summary>By those that the network has stored, as at inference; they stay as they are.</summary>
    Stored,

    /// <summary>
    /// By those of the images that are computed together (Ioffe and Szegedy, arXiv 1502.03167, algorithm 1); the stored ones follow them by the node's momentum.
    /// </summary>
    Batch,
}
