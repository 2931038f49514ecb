using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Calibration.Stepping;

/// <summary>
/// What a least-squares fit of a layer needs to know of samples (x, y): x a patch of what the compressed network gives the layer (or its
/// projection), y what the layer's convolution should make of it, without the layer's bias. The kernel K (T x P) that minimizes the mean of
/// ||y - K x - b||^2 solves K S = C^T; with moments about the mean, b = mean y - K mean x.
/// </summary>
/// <remarks>Asymmetric reconstruction: Zhang, Zou, He and Sun, "Accelerating very deep convolutional networks", arXiv 1505.06798, section 3.3.</remarks>
internal sealed class CrossMoments
{
    /// <summary>How many samples there were; with none, all moments are zero.</summary>
    public required long Count { get; init; }

    /// <summary>Whether second moments are about the means: right where the layer has a bias, which makes up for the means.</summary>
    public required bool IsCentred { get; init; }

    /// <summary>The mean of x, P numbers.</summary>
    public required double[] MeanX { get; init; }

    /// <summary>The mean of y, T numbers.</summary>
    public required double[] MeanY { get; init; }

    /// <summary>The second moment of x, P x P, symmetric.</summary>
    public required Matrix S { get; init; }

    /// <summary>The cross moment of x and y, P x T.</summary>
    public required Matrix C { get; init; }

    /// <summary>The second moment of the inputs' means of x, an input as often as it has samples, P x P.</summary>
    public required Matrix SharedS { get; init; }

    /// <summary>The cross moment of the inputs' means of x and of y, P x T.</summary>
    public required Matrix SharedC { get; init; }

    /// <summary>The mean of ||y||^2, about the mean as the other moments are: what K = 0 leaves.</summary>
    public required double EnergyY { get; init; }
}
