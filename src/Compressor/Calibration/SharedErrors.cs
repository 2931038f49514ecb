namespace RsdtrEdge.Compressor.Calibration;

/// <summary>
/// How much more an error of a layer counts that all positions of an input share than one that changes from position to position: what
/// comes behind a layer averages over positions, by filters and by pooling, and only the shared part is left. Noise of the same strength in
/// ResNet-20's layers moves the output 1 to 35 times as much where it is constant over an image, more the nearer the layer is to the
/// pooling (a trial that the project does not keep).
/// </summary>
/// <remarks>
/// To the moments of patches x those of the inputs' mean patches m are added, w mean(m m^T). Both weights were chosen on ResNet-20 at 50 % of the
/// parameters (docs/architecture.md, "What calibration found"); anything from 16 to 128 in the search, and 2 to 8 in the fit, does nearly as well.
/// </remarks>
internal static class SharedErrors
{
    /// <summary>w in the norm in which candidates are searched and weighed.</summary>
    public const double SearchWeight = 32;

    /// <summary>w in the least-squares fit of a layer behind others.</summary>
    public const double FitWeight = 4;
}
