namespace RsdtrEdge.Tools.Rsdtr.Caching;

/// <summary>The files of one compression, as they were given.</summary>
/// <param name="Model">The original.</param>
/// <param name="Target">The network that is written.</param>
/// <param name="Report">The report that is written; null for none.</param>
/// <param name="Diagnostics">Where the verdict is written; null for the standard error stream.</param>
internal sealed record CompressionFiles(string Model, string Target, string? Report, string? Diagnostics);
