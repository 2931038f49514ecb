namespace RsdtrEdge.Samples.PiClassifier;

/// <summary>How the compressed network compares with the original.</summary>
/// <param name="Inputs">What was fed: images, or synthetic noise where the item has no Calibration.</param>
/// <param name="Images">How many there were.</param>
/// <param name="OutputError">The relative error of the outputs.</param>
/// <param name="Agreement">The share of inputs that both take for the same class.</param>
internal sealed record CompressionReceipt(string Inputs, int Images, double? OutputError, double? Agreement);
