namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>What bounds the choice of ranks besides the limits.</summary>
/// <param name="LargestError">No layer gets a larger relative error.</param>
/// <param name="RankMultiple">The channels between the stages of chains are multiples of this number.</param>
/// <param name="Seed">The seed of what is drawn.</param>
/// <param name="Objective">What is sought within the limits.</param>
internal sealed record PlannerSettings(double LargestError, int RankMultiple, int Seed, CompressionObjective Objective)
{
    /// <summary>Whether the error of a layer is bounded: of a layer that gives nothing at all it is 1.</summary>
    public bool BoundsError => LargestError < 1;
}
