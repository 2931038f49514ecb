namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>How far a compression is.</summary>
/// <param name="Phase">The step.</param>
/// <param name="Done">How many of its parts are done.</param>
/// <param name="Total">How many parts it has; 1 where its share cannot be told before it ends.</param>
public sealed record CompressionProgress(CompressionPhase Phase, int Done, int Total);
