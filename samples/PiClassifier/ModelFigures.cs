namespace RsdtrEdge.Samples.PiClassifier;

/// <summary>What a network costs.</summary>
/// <param name="Parameters">Stored weights.</param>
/// <param name="Flops">Floating-point operations of one run; null where a shape is unknown.</param>
/// <param name="Bytes">The file's size.</param>
internal sealed record ModelFigures(long Parameters, long? Flops, long Bytes);
