using System.Text.Json.Serialization;
using RsdtrEdge.Compressor.Costs;

namespace RsdtrEdge.Compressor.Reports;

/// <summary>What became of one convolution or fully connected layer.</summary>
/// <param name="Name">The node's name; the first one's where several share the weight.</param>
/// <param name="Shape">The kernel [T, C / group, kh, kw]; [T, C] of a fully connected layer, however it is stored.</param>
/// <param name="Family">The kind of factorization: ring, chain, pair (the chain of a 1x1 kernel or a matrix), branches (side by side between two 1x1 convolutions), or dense.</param>
/// <param name="Ranks">[R0, R1, R2, R3] of a ring; the widths between the stages of a chain or pair; how many branches there are and the filters of each; empty for dense.</param>
/// <param name="Shift">Which mode of a ring came first when it was found; null otherwise.</param>
/// <param name="Plan">The stages that run, each the modes C, i, j, T that it contracts, for example C|i|j|T or Ci|jT; a plus is between
/// stored stages of a chain that run merged, as in C|ij+T; dense where nothing changed.</param>
/// <param name="Parameters">Stored numbers of the kernel.</param>
/// <param name="Macs">MACs for one image; null where a size is unknown.</param>
/// <param name="Error">
/// With calibration data the relative error of the layer's output: the root of the mean of ||y - W' x'||^2 over that of ||y||^2, where y
/// is what the original makes (with what a shortcut behind the layer lost), x' what the compressed network in front of the layer gives
/// it, both about their means where the layer has a bias. So it has what the layers before have lost, and a dense layer behind a
/// factorized one has an error, too. Without such data the norm of the kernel's change over that of the kernel, weighed by what its inputs are assumed to be (neighbouring positions alike,
/// channels as the normalization says); for the paper's method the plain norm.
/// </param>
/// <param name="Reason">Why the layer is as it is, where it stayed dense.</param>
public sealed record LayerReport(
    string Name, IReadOnlyList<long> Shape, string Family, IReadOnlyList<int> Ranks, int? Shift, string Plan,
    long Parameters, long? Macs, double Error, string? Reason)
{
    /// <summary>The predicted microseconds of the original's layer; null where none are predicted.</summary>
    public double? MicrosecondsBefore { get; init; }

    /// <summary>The predicted microseconds of what is in its place.</summary>
    public double? MicrosecondsAfter { get; init; }

    /// <summary>Stored numbers of the original's kernel, which follow from <see cref="Shape"/>; null where that is unknown.</summary>
    /// <exception cref="OverflowException">They do not fit 64 bits.</exception>
    [JsonIgnore]
    public long? DenseParameters => Shape.Count == 0 ? null : ConvolutionCost.DenseParameters(Shape);
}
