namespace RsdtrEdge.Samples.PiClassifier;

/// <summary>How the compressed network compares with the original on the calibration images.</summary>
/// <param name="Images">How many there were.</param>
/// <param name="OutputError">The relative error of the outputs.</param>
/// <param name="Agreement">The share of images that both take for the same class.</param>
internal sealed record CompressionReceipt(int Images, double? OutputError, double? Agreement);
