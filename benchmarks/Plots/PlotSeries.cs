namespace RsdtrEdge.Benchmarks.Plots;

/// <summary>Points of one colour.</summary>
/// <param name="Name">What the legend calls them.</param>
/// <param name="Colour">The colour, such as <c>#0072b2</c>.</param>
/// <param name="Points">The points, each with the words that a browser shows over it.</param>
internal sealed record PlotSeries(string Name, string Colour, IReadOnlyList<(double X, double Y, string Text)> Points);
