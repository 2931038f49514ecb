namespace RsdtrEdge.Compressor.Evaluation;

/// <summary>What an evaluation found; null where there are no labels, no original, or the network does not classify.</summary>
/// <param name="Images">How many inputs were fed.</param>
/// <param name="Top1">The share of labelled inputs whose best class is right.</param>
/// <param name="Top5">The share of labelled inputs whose class is among the best five.</param>
/// <param name="OriginalTop1">The same of the original.</param>
/// <param name="OriginalTop5">The same of the original.</param>
/// <param name="Agreement">The share of inputs with the same best class as the original's.</param>
/// <param name="OutputError">The relative error (Frobenius) of the worst output against the original's; null, too, where an output cannot be compared.</param>
/// <param name="OutputErrors">The relative error of each output by name; those that cannot be compared are not among them.</param>
public sealed record Evaluation(
    int Images, double? Top1, double? Top5, double? OriginalTop1, double? OriginalTop5,
    double? Agreement, double? OutputError, IReadOnlyDictionary<string, double> OutputErrors)
{
    /// <summary>Why labels that the data has were not counted: they cannot be the network's classes. Null where they were, or where there are none.</summary>
    public string? LabelsIgnored { get; init; }
}
