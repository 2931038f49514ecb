namespace RsdtrEdge.Runtime.Profiles;

/// <summary>How far predictions are from the times of stages that the predictor did not know.</summary>
/// <param name="Median">The median of |predicted - measured| / measured.</param>
/// <param name="P90">Its 90th percentile.</param>
/// <param name="Count">The stages.</param>
public readonly record struct PredictionErrors(double Median, double P90, int Count);
