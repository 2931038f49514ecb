namespace RsdtrEdge.Compressor.Allocation;

/// <summary>One candidate for each layer.</summary>
/// <param name="Choices">The index of each layer's candidate.</param>
/// <param name="Loss">The sum of the candidates' losses.</param>
/// <param name="Parameters">Stored numbers of all layers.</param>
/// <param name="Macs">MACs of all layers.</param>
/// <param name="MeetsLimits">Whether the limits are met; if not, this is the nearest to them that was found.</param>
/// <param name="LossBound">No choice that meets the limits has a smaller loss than this (Lagrangian dual); null where the limits are not met.</param>
internal sealed record RankAllocation(
    IReadOnlyList<int> Choices, double Loss, long Parameters, long Macs, bool MeetsLimits, double? LossBound)
{
    /// <summary>The predicted time of all layers, 0 where none is predicted.</summary>
    public long Nanoseconds { get; init; }

    /// <summary>Where the limits are not met: whether it is certain that no choice meets them; otherwise none was found.</summary>
    public bool IsProvenInfeasible { get; init; }
}
