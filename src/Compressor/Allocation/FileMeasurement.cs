namespace RsdtrEdge.Compressor.Allocation;

/// <summary>The file that a choice of candidates leads to.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="Layers">What each layer's choice takes of it, in bytes; in sum with all else the size.</param>
internal sealed record FileMeasurement(long Bytes, IReadOnlyList<long> Layers);
