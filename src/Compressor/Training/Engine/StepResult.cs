namespace RsdtrEdge.Compressor.Training.Engine;

/// <summary>What one step found.</summary>
/// <param name="Loss">The loss of the batch before the update: a mean over its images.</param>
/// <param name="GradientNorm">The Euclidean norm of its gradient with respect to all that is trained, before clipping and weight decay.</param>
/// <param name="IsFinite">Whether both are finite; if not, the step changed nothing.</param>
internal readonly record struct StepResult(double Loss, double GradientNorm, bool IsFinite);
