namespace RsdtrEdge.Benchmarks.Paper;

/// <summary>The relative errors at which the published method is run; it takes one for all layers.</summary>
internal static class PaperErrors
{
    /// <summary>The errors: from where little is left out to where little is left.</summary>
    public static IReadOnlyList<double> All { get; } = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7];
}
