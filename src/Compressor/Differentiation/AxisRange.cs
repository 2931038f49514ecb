namespace RsdtrEdge.Compressor.Differentiation;

/// <summary>Elements of an axis at equal distances.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Start">The first element.</param>
/// <param name="Count">How many.</param>
/// <param name="Step">The distance from one to the next, at least 1.</param>
internal readonly record struct AxisRange(int Axis, long Start, long Count, long Step);
