using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Factorization;

/// <summary>The widths of a convolution in branches.</summary>
/// <param name="Branches">w, how many run side by side.</param>
/// <param name="Outputs">b, the filters of each, and so the channels that it gives.</param>
internal readonly record struct BranchSize(int Branches, int Outputs)
{
    // What boards' budgets take widths in multiples of.
    private const int Block = 4;

    /// <summary>
    /// Whether the middle runs as b depthwise convolutions with a filter for each channel, whose outputs are joined, rather than as one with b
    /// filters for each. The work is the same, but ONNX Runtime has kernels of their own for one filter a channel alone: on Arm for any number of channels, on
    /// x64 in the blocked layout, for whole blocks of 8 or 16 channels. Without such a kernel splitting only repeats the reading, so widths that nothing made a
    /// multiple of 4 do not run split.
    /// </summary>
    public bool RunsSplit => Outputs > 1 && Branches % Block == 0;

    /// <summary>
    /// The ranks of the ring whose execution plan C|ij|T has the same stages, R1 = w, R0 = b: what runs is the same, only that the
    /// ring's branches share their filters.
    /// </summary>
    public RingRanks AsRing => new(Outputs, Branches, 1, 1);
}
