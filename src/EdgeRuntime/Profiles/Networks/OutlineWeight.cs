using System.Collections.Immutable;

namespace RsdtrEdge.Runtime.Profiles.Networks;

/// <summary>A float32 weight whose numbers a <see cref="NetworkOutline"/> leaves out.</summary>
/// <param name="Name">The initializer's name.</param>
/// <param name="Sizes">Its sizes, each at least 1.</param>
public sealed record OutlineWeight(string Name, ImmutableArray<int> Sizes);
