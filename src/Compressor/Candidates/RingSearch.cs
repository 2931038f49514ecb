using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>
/// Decomposes a layer's kernel as its input channels use it: W M^(1/2) instead of W, and the input core taken back by M^(-1/2).
/// </summary>
internal sealed class RingSearch
{
    private readonly ReducedStorageSearch _search;
    private readonly ChannelWhitening? _whitening;

    /// <summary>Prepares for a layer.</summary>
    public RingSearch(FittingTarget target, CancellationToken cancellation)
    {
        KernelShape shape = target.Shape;
        float[] kernel = target.ToKernel();
        if (target.InOrder(columnsFirst: false).Moment.Channels(shape.InputChannels) is { } channels)
        {
            _whitening = new ChannelWhitening(channels);
            kernel = _whitening.Apply(kernel, shape);
        }

        _search = new ReducedStorageSearch(kernel, shape, cancellation);
    }

    /// <summary>The ring, its shift, and its squared relative error in the norm of the input channels.</summary>
    /// <param name="kind">Which ring of the relative error.</param>
    /// <param name="relativeError">The prescribed relative error.</param>
    public (RingRanks Ranks, double SquaredError) Find(RingKind kind, double relativeError)
    {
        RingSplit split = Split(kind, relativeError);
        (RingRanks, double) found = (split.Ranks, _search.SquaredNorm > 0 ? split.SquaredError / _search.SquaredNorm : 0);
        split.Release();
        return found;
    }

    /// <summary>The ring itself, and its shift.</summary>
    /// <inheritdoc cref="Find"/>
    public (TensorRingKernel Ring, int Shift) Decompose(RingKind kind, double relativeError)
    {
        RingSplit split = Split(kind, relativeError);
        TensorRingKernel ring = split.ToKernel();
        (TensorRingKernel, int) found = (_whitening?.Undo(ring) ?? ring, split.Shift);
        split.Release();
        return found;
    }

    private RingSplit Split(RingKind kind, double relativeError) => kind switch
    {
        RingKind.LeastStorage => _search.FindLeast(relativeError, trySigns: false),
        RingKind.OutputsFirst => _search.WithoutBranches(0, relativeError),
        _ => _search.WithoutBranches(1, relativeError),
    };
}
