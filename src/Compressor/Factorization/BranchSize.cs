using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Factorization;

/// <summary>The widths of a convolution in branches.</summary>
/// <param name="Branches">w, how many run side by side.</param>
/// <param name="Outputs">b, the filters of each, and so the channels that it gives.</param>
internal readonly record struct BranchSize(int Branches, int Outputs)
{
    /// <summary>
    /// The ranks of the ring whose execution plan C|ij|T has the same stages, R1 = w, R0 = b: what runs is the same, only that the
    /// ring's branches share their filters.
    /// </summary>
    public RingRanks AsRing => new(Outputs, Branches, 1, 1);
}
