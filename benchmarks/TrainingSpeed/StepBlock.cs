namespace RsdtrEdge.Benchmarks.TrainingSpeed;

/// <summary>Steps that were run one after the other.</summary>
/// <param name="Seconds">What all of them took.</param>
/// <param name="Loss">The loss of the first, before its update.</param>
/// <param name="Norm">The norm of its gradient, before it is shortened.</param>
internal readonly record struct StepBlock(double Seconds, double Loss, double Norm);
