namespace RsdtrEdge.Compressor.Shapes;

/// <summary>Says from where in a source tensor an element of an output tensor comes.</summary>
/// <param name="output">The output's coordinates.</param>
/// <param name="source">The source's coordinates, to be written.</param>
internal delegate void CoordinateMap(ReadOnlySpan<long> output, Span<long> source);
