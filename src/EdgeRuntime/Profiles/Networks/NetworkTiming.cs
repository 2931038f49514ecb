using System.Collections.Immutable;

namespace RsdtrEdge.Runtime.Profiles.Networks;

/// <summary>
/// What a whole network took on a machine. What it took beyond its stages (<see cref="Rest"/>: pooling, changes of layout, entering a run) its compressed
/// forms take as well.
/// </summary>
/// <param name="Rest">What names the nodes that are no stages (<see cref="NetworkOutline.Rest"/>).</param>
/// <param name="Microseconds">The usual time of one run, with what entering and leaving it takes.</param>
/// <param name="Stages">The stages of the network as it was timed.</param>
public sealed record NetworkTiming(string Rest, double Microseconds, ImmutableArray<StageCount> Stages)
{
    /// <summary>Whether too few rounds stand behind the time, because the profile was stopped, too short or disturbed: a later run with the same file times the network again.</summary>
    public bool IsUnsettled { get; init; }

    /// <summary>Whether something disturbed the machine in each round behind the time, which is unsettled then: a later run does not count it.</summary>
    public bool IsDisturbed { get; init; }
}
