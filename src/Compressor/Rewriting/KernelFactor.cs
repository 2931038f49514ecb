namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>A tensor whose axes have labels, as in the equation of an Einstein sum.</summary>
/// <param name="Labels">A letter for each axis.</param>
/// <param name="Value">The tensor.</param>
internal readonly record struct KernelFactor(string Labels, FoldedValue Value);
