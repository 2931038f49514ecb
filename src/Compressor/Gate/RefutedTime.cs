namespace RsdtrEdge.Compressor.Gate;

/// <summary>What a measurement said against the predicted time of this machine: chains that were predicted to be faster made the network slower than the original.</summary>
/// <param name="DenseLayers">How many layers run dense for that.</param>
/// <param name="MeasuredMs">What a run of the network that came of it was measured to take, in milliseconds: the median. Null where other programs disturbed the measurement.</param>
internal sealed record RefutedTime(int DenseLayers, double? MeasuredMs);
