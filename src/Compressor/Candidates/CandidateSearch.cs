using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>
/// The ways to run a layer from which the allocator chooses: dense; for a kernel with spatial modes, rings over a grid of
/// relative errors: the one with the least storage, and those with R1 = 1, which are run without branches and so with the
/// fewest MACs; for a 1x1 kernel, low-rank pairs. Ways that compute more than the dense layer are left out: smaller files are no
/// reason to be slower. So are ways that another one beats in everything, but never dense.
/// </summary>
internal static class CandidateSearch
{
    // Relative errors of rings, from what is hardly noticed to where little is left.
    // A truncation never loses all that it is allowed to, so prescribed errors beyond 1 still leave something.
    private static readonly double[] ErrorGrid = [.. Enumerable.Range(1, 25).Select(step => 0.04 * step), 1.1, 1.2, 1.3, 1.4, 1.5, 1.6];

    // Above this size of the kernel, searching the least storage at each error of the grid costs minutes; rings with R1 = 1
    // remain, which are near the least storage there.
    private const long WideKernel = 300_000;

    /// <summary>The candidates of a layer, in ascending order of the relative error; the first one is dense.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="largestError">No candidate has a larger relative error.</param>
    /// <param name="moments">The moments of the layer's inputs; null without calibration data.</param>
    /// <param name="cancellation">Stops the search.</param>
    public static IReadOnlyList<LayerCandidate> Find(
        NetworkLayer layer, double largestError, LayerMoments? moments, CancellationToken cancellation)
    {
        List<LayerCandidate> found = [new(layer.Parameters, layer.Macs, 0, null)];
        if (layer.Shape is { } shape)
        {
            ChannelWhitening? whitening = moments is { Count: > 0 } ? new ChannelWhitening(moments.ChannelMoment()) : null;
            float[] kernel = whitening?.Apply(layer.Kernel, shape) ?? layer.Kernel;
            found.AddRange(shape is { Height: 1, Width: 1 }
                ? Pairs(layer, shape, kernel, whitening)
                : Rings(layer, shape, kernel, whitening, largestError, cancellation));
        }

        return Prune(found.Where(candidate => candidate.RelativeError <= largestError && !(candidate.Macs > layer.Macs)));
    }

    /// <summary>MACs of all convolutions of a layer.</summary>
    public static long? Macs(NetworkLayer layer, Func<ConvolutionSize, long> one) =>
        layer.Sizes?.Aggregate(0L, (sum, size) => checked(sum + one(size)));

    private static IEnumerable<LayerCandidate> Rings(
        NetworkLayer layer, KernelShape shape, float[] kernel, ChannelWhitening? whitening, double largestError, CancellationToken cancellation)
    {
        ReducedStorageSearch search = new(kernel, shape, cancellation);
        foreach (double error in ErrorGrid.Where(error => error <= largestError || largestError >= 1))
        {
            cancellation.ThrowIfCancellationRequested();
            if (shape.Size <= WideKernel)
            {
                yield return Ring(
                    layer, shape, whitening, search.FindLeast(error, trySigns: false), search.SquaredNorm, () => search.FindLeast(error, trySigns: false));
            }

            for (int shift = 0; shift < 2; shift++)
            {
                int first = shift;
                yield return Ring(
                    layer, shape, whitening, search.WithoutBranches(first, error), search.SquaredNorm, () => search.WithoutBranches(first, error));
            }
        }
    }

    private static LayerCandidate Ring(
        NetworkLayer layer, KernelShape shape, ChannelWhitening? whitening, RingSplit split, double squaredNorm, Func<RingSplit> again)
    {
        RingRanks ranks = split.Ranks;
        double error = squaredNorm > 0 ? Math.Sqrt(split.SquaredError / squaredNorm) : 0;
        int shift = split.Shift;
        split.Release();
        return new LayerCandidate(
            ranks.Storage(shape),
            Macs(layer, size => ConvolutionCost.RingMacs(size, ranks)),
            error,
            // The factors are computed again for the few candidates that are chosen, not kept for the many that are not.
            () =>
            {
                TensorRingKernel ring = again().ToKernel();
                return new RingFactors(whitening?.Undo(ring) ?? ring, shift);
            });
    }

    private static IEnumerable<LayerCandidate> Pairs(NetworkLayer layer, KernelShape shape, float[] numbers, ChannelWhitening? whitening)
    {
        Matrix kernel = new(shape.OutputChannels, shape.InputChannels, [.. numbers.Select(number => (double)number)]);
        TruncatedSvd svd = TruncatedSvd.Of(kernel);
        double norm = svd.SquaredTail(0);
        for (int rank = 1; rank <= svd.NumericalRank && (long)rank * (kernel.Rows + kernel.Columns) < shape.Size; rank++)
        {
            int chosen = rank;
            yield return new LayerCandidate(
                (long)rank * (kernel.Rows + kernel.Columns),
                Macs(layer, size => ConvolutionCost.ChainMacs(size, ChainLayout.Pair, [chosen])),
                norm > 0 ? Math.Sqrt(svd.SquaredTail(rank) / norm) : 0,
                () =>
                {
                    (Matrix left, Matrix right) = svd.Factors(chosen);
                    return ChainFactors.Pair(whitening?.Undo(right) ?? right, left);
                });
        }
    }

    private static LayerCandidate[] Prune(IEnumerable<LayerCandidate> candidates)
    {
        List<LayerCandidate> kept = [];
        foreach (LayerCandidate candidate in candidates
            .OrderBy(candidate => candidate.RelativeError)
            // Dense goes first also where a ring is exact, as it is for a kernel of zeros.
            .ThenByDescending(candidate => candidate.IsDense).ThenBy(candidate => candidate.Parameters).ThenBy(candidate => candidate.Macs))
        {
            if (!kept.Exists(better => better.Dominates(candidate)))
            {
                kept.Add(candidate);
            }
        }

        return [.. kept];
    }
}
