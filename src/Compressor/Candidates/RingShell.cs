using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>Rings of given ranks with zeros for numbers.</summary>
internal static class RingShell
{
    /// <summary>A ring of zeros.</summary>
    public static RingFactors Of(KernelShape shape, RingRanks ranks, int shift, ChainCuts cuts) => new(
        new TensorRingKernel([.. Enumerable.Range(0, KernelShape.Modes).Select(mode => new RingCore(
            ranks.Before(mode), shape[mode], ranks.After(mode), new double[ranks.Before(mode) * shape[mode] * ranks.After(mode)]))]),
        shift,
        cuts);
}
