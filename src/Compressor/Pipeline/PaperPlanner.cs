using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Threading;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>
/// The published method: each convolution with a spatial kernel but the first is decomposed at one relative error, whatever
/// that does to its storage (arXiv 2405.10802, section 4).
/// </summary>
internal static class PaperPlanner
{
    /// <summary>Why the first convolution stays dense.</summary>
    public const string FirstLayer = "it is the first layer, which the paper leaves dense";

    /// <summary>Why a 1x1 convolution stays dense.</summary>
    public const string NoSpatialModes = "its kernel is 1x1, which the paper leaves dense";

    /// <summary>Why a fully connected layer stays dense.</summary>
    public const string FullyConnected = "it is fully connected, which the paper leaves dense";

    // The largest relative error, and at most seven halvings of the hundredths below it.
    private const int Rounds = 8;

    /// <summary>Decides for all layers.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="relativeError">The relative error of each.</param>
    /// <param name="progress">Hears how many layers are done, and of how many; may be called from several threads.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static LayerPlan Plan(
        IReadOnlyList<NetworkLayer> layers, double relativeError, Action<int, int>? progress, CancellationToken cancellation)
    {
        LayerDecision[] decisions = new LayerDecision[layers.Count];
        int done = 0;
        NetworkLayer? first = layers.FirstOrDefault(layer => layer.Kind == LayerKind.Convolution);
        // Wide layers take longest: begin with them, so that the last one to finish is a short one.
        int[] order = [.. Enumerable.Range(0, layers.Count).OrderByDescending(index => layers[index].Kernel.Length)];
        BoundedWork.For(order.Length, place =>
        {
            int index = order[place];
            decisions[index] = Decide(layers[index], isFirst: layers[index] == first, relativeError, cancellation);
            progress?.Invoke(Interlocked.Increment(ref done), layers.Count);
        }, cancellation);
        return new LayerPlan(decisions, Allocation: null);
    }

    /// <summary>
    /// Decides for all layers at the smallest hundredth of a relative error that will do; at the largest where none does. Storage and work fall as
    /// the error grows, but for the rounding of ranks, so bisection finds it.
    /// </summary>
    /// <param name="layers">The layers.</param>
    /// <param name="meets">Whether a plan will do.</param>
    /// <param name="progress">Hears how much is done, and of how much; may be called from several threads.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static LayerPlan Smallest(
        IReadOnlyList<NetworkLayer> layers, Func<LayerPlan, bool> meets, Action<int, int>? progress, CancellationToken cancellation)
    {
        int low = 0;
        int high = 99;
        int round = 0;
        LayerPlan best = Next(high);
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            LayerPlan plan = Next(middle);
            if (meets(plan))
            {
                (high, best) = (middle, plan);
            }
            else
            {
                low = middle;
            }
        }

        return best;

        LayerPlan Next(int hundredths)
        {
            int before = round++;
            return Plan(layers, hundredths / 100.0, (done, total) => progress?.Invoke((before * total) + done, Rounds * total), cancellation);
        }
    }

    private static LayerDecision Decide(
        NetworkLayer layer, bool isFirst, double relativeError, CancellationToken cancellation)
    {
        if (layer.DenseReason is { } reason)
        {
            return LayerDecision.Dense(layer, reason);
        }

        KernelShape shape = layer.Shape!.Value;
        if (isFirst || shape is { Height: 1, Width: 1 })
        {
            return LayerDecision.Dense(layer, layer.Kind == LayerKind.FullyConnected ? FullyConnected : isFirst ? FirstLayer : NoSpatialModes);
        }

        RingDecomposition found = ReducedStorageDecomposition.DecomposeWithin(layer.Kernel, shape, relativeError, cancellation);
        return new LayerDecision(layer, new RingFactors(found.Kernel, found.Shift), found.RelativeError, null);
    }
}
