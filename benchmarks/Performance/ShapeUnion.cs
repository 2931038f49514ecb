using System.Collections.Immutable;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>The stages of several networks together: networks of one family share most of theirs.</summary>
internal static class ShapeUnion
{
    /// <summary>All stages of the lists, each once, in the order of files.</summary>
    public static ImmutableArray<StageShape> Of(IEnumerable<IEnumerable<StageShape>> lists) =>
        [.. lists.SelectMany(list => list).Distinct().Order(StageOrder.Instance)];
}
