namespace RsdtrEdge.Runtime.Profiles;

/// <summary>The time that a stage is expected to take, and how far that can be trusted.</summary>
/// <param name="Microseconds">The expected median time of one run.</param>
/// <param name="RelativeError">
/// The error to expect, relative to the time: about half of such predictions are nearer to the truth, half are further away. 0 where the
/// very stage was timed: what the measurement itself may be off is not known.
/// </param>
/// <param name="Kind">What the time rests on.</param>
public readonly record struct StagePrediction(double Microseconds, double RelativeError, PredictionKind Kind);
