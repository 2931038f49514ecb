using System.Collections.Immutable;
using RsdtrEdge.Runtime.Profiles.Networks;

namespace RsdtrEdge.Runtime.Profiles;

/// <summary>What a device profile is asked to time.</summary>
/// <param name="Shapes">The stages, each once.</param>
/// <param name="Network">The network whose stages they are, to be timed as a whole; null where there is none, or where it cannot be.</param>
public sealed record StageList(ImmutableArray<StageShape> Shapes, NetworkOutline? Network = null);
