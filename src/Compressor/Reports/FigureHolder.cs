namespace RsdtrEdge.Compressor.Reports;

/// <summary>A layer that holds part of a figure.</summary>
/// <param name="Layer">The node's name.</param>
/// <param name="Figure">What it holds at least.</param>
/// <param name="Reason">Why it cannot hold less; null where its chain is at its lowest ranks.</param>
public sealed record FigureHolder(string Layer, long Figure, string? Reason);
