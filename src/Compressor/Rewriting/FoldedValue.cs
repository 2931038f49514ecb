namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>An initializer, or what nodes over initializers make.</summary>
/// <param name="Name">The value's name.</param>
/// <param name="Shape">Its sizes.</param>
internal readonly record struct FoldedValue(string Name, long[] Shape);
