namespace RsdtrEdge.Compressor.Training.Engine;

/// <summary>All that training changes.</summary>
/// <param name="Steps">The number of steps that changed something.</param>
/// <param name="Vectors">
/// The optimizer's vectors, each with a number for each trained number, by name: <c>parameters</c>, <c>average</c>, and <c>momentum</c> (also Muon's), or <c>first</c> and
/// <c>second</c> (AdamW's moments). Where BatchNormalization follows the batches also <c>statistics</c> and <c>average statistics</c>, a number for each mean and variance.
/// </param>
internal sealed record TrainingState(long Steps, IReadOnlyDictionary<string, float[]> Vectors);
