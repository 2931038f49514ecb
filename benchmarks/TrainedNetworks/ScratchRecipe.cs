namespace RsdtrEdge.Benchmarks.TrainedNetworks;

/// <summary>How networks are trained from random weights: the sample's recipe, with images that are mirrored and shifted by up to four pixels, as usual for CIFAR-10 (He et al., arXiv 1512.03385, section 4.2).</summary>
internal static class ScratchRecipe
{
    /// <summary>The options of <c>rsdtr finetune</c>; what is not said is as usual there.</summary>
    public static IReadOnlyList<string> Arguments { get; } =
    [
        "--labels", "--normalization", "batch", "--batch", "64", "--rate", "0.05", "--schedule", "one-cycle", "--weight-decay", "0.0005",
        // Gradients that the batch normalizes need no limit.
        "--clip", "0",
        "--shift", "0.125", "--held-out", "2%",
    ];
}
