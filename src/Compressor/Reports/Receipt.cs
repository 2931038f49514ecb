namespace RsdtrEdge.Compressor.Reports;

/// <summary>How near the compressed network's outputs are to the original's, measured in ONNX Runtime.</summary>
/// <param name="Inputs">What was fed: <c>images</c> of the calibration path, or <c>synthetic</c> seeded noise.</param>
/// <param name="Images">How many inputs.</param>
/// <param name="OutputError">The Frobenius norm of the outputs' difference over that of the original's outputs; the worst output. Null where an output has elements of a type that cannot be compared.</param>
/// <param name="OutputErrors">The same for each output by name; those that cannot be compared are not among them.</param>
/// <param name="Agreement">The share of inputs with the same first class; null for networks that do not classify.</param>
/// <param name="Top1Before">The original's accuracy; null without labels that are its classes.</param>
/// <param name="Top1After">The compressed network's accuracy; null without labels that are its classes.</param>
public sealed record Receipt(
    string Inputs, int Images, double? OutputError, IReadOnlyDictionary<string, double> OutputErrors,
    double? Agreement, double? Top1Before, double? Top1After)
{
    /// <summary>Why labels that the images have were not counted: they cannot be the network's classes. Null where they were, or where there are none.</summary>
    public string? LabelsIgnored { get; init; }
}
