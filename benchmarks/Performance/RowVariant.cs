namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>One way in which the compressed network of a row is run.</summary>
/// <param name="Layout">The way's name in the table.</param>
/// <param name="Path">The file.</param>
/// <param name="Figures">What it stores and computes.</param>
/// <param name="PredictedMs">The time that the profile predicts; null where it cannot.</param>
internal sealed record RowVariant(string Layout, string Path, ReportFigures Figures, double? PredictedMs);
