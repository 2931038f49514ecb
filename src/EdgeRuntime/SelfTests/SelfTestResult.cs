namespace RsdtrEdge.Runtime.SelfTests;

/// <summary>How a model's outputs compare with those that were recorded when it was compressed. A test that failed is no result but an error.</summary>
/// <param name="Outputs">The number of outputs that were compared.</param>
/// <param name="Difference">The largest difference (<see cref="ExpectedOutput.Difference"/>).</param>
/// <param name="Tolerance">The largest that rounding may explain.</param>
public sealed record SelfTestResult(int Outputs, double Difference, double Tolerance);
