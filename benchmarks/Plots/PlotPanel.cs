namespace RsdtrEdge.Benchmarks.Plots;

/// <summary>One of several plots beside each other.</summary>
/// <param name="Name">What stands above it.</param>
/// <param name="Series">Its lines; those of one name have one colour in all panels.</param>
internal sealed record PlotPanel(string Name, IReadOnlyList<PlotSeries> Series);
