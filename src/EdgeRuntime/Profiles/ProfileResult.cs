using System.Collections.Immutable;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.Profiles;

/// <summary>A profile, and how it came about.</summary>
/// <param name="Profile">The profile, as it was written.</param>
/// <param name="TimedStages">The stages that were timed now, all numbers of threads together.</param>
/// <param name="KeptStages">Those whose times were settled in the file already.</param>
/// <param name="RepeatedRounds">The rounds that were repeated because the machine was disturbed.</param>
/// <param name="Duration">The time that it took.</param>
public sealed record ProfileResult(DeviceProfile Profile, int TimedStages, int KeptStages, int RepeatedRounds, TimeSpan Duration)
{
    /// <summary>The stages and networks, of those that were asked for, that are not settled yet: the same command times them again.</summary>
    public int Unsettled { get; init; }

    /// <summary>RSDTR4011 for each execution provider that was asked for and cannot be used: it was timed without them.</summary>
    public ImmutableArray<Diagnostic> Warnings { get; init; } = [];
}
