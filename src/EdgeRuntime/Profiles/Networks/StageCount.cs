namespace RsdtrEdge.Runtime.Profiles.Networks;

/// <summary>A stage of a network, and how many of its nodes run as it.</summary>
/// <param name="Shape">The stage.</param>
/// <param name="Count">The nodes, at least 1.</param>
public readonly record struct StageCount(StageShape Shape, int Count);
