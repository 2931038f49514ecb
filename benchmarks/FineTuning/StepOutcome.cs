namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>What stays of a finished step, beside its files.</summary>
/// <param name="PeakBytes">The most memory that the tool had in RAM; null where the system does not tell, or no tool was run.</param>
/// <param name="Top1">The share of test images that the step's network puts into their class.</param>
internal sealed record StepOutcome(long? PeakBytes, double Top1);
