namespace RsdtrEdge.Compressor.Reports;

/// <summary>How good the choice of candidates is.</summary>
/// <param name="Loss">The sum over the layers of the squared relative error.</param>
/// <param name="LossBound">No choice among the candidates that meets the limits goes below (Lagrangian dual); null where the limits are not met.</param>
public sealed record AllocationReport(double Loss, double? LossBound);
