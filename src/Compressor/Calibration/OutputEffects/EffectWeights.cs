namespace RsdtrEdge.Compressor.Calibration.OutputEffects;

/// <summary>
/// How far a layer's <see cref="OutputEffect"/> is trusted beside what its own output says. Chosen on ResNet-20 at 50 % of the parameters
/// (docs/architecture.md, "What calibration found").
/// </summary>
internal static class EffectWeights
{
    /// <summary>
    /// The part of the identity in the weights of output directions: the rest is their effect. Directions that the sampled inputs do not show still count,
    /// and a tenth keeps their weights apart by some hundreds at most.
    /// </summary>
    public const double EvenOutputs = 0.1;

    /// <summary>The input factor over the second moment of patches, by their traces, in the norm in which candidates are searched and weighed.</summary>
    public const double Search = 8;

    /// <summary>The same in the fit of a layer's factors behind other layers.</summary>
    public const double Fit = 1;
}
