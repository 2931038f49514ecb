namespace RsdtrEdge.Compressor.Reports;

/// <summary>The least that any choice of ranks makes of a figure, other limits aside.</summary>
/// <param name="Figure">The least.</param>
/// <param name="Holders">The layers that hold most of it, largest first: up to three.</param>
/// <param name="Elsewhere">What the rest of the network holds.</param>
public sealed record LeastFigure(long Figure, IReadOnlyList<FigureHolder> Holders, long Elsewhere);
