using RsdtrEdge.Compressor.Allocation;
using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Layers;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>A limit on the size of the model file, and the means to hold a choice against it.</summary>
/// <param name="MostBytes">The size that the file may have.</param>
/// <param name="Assembly">Builds files.</param>
internal sealed record FileBudget(long MostBytes, NetworkAssembly Assembly)
{
    /// <summary>Chooses so that the file, too, is within its limit.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="candidates">Their candidates.</param>
    /// <param name="limits">What all layers together may use.</param>
    /// <param name="effort">How much each allocation looks at.</param>
    /// <param name="shiftsBias">Whether a layer's bias will be shifted, which gives it a longer name.</param>
    /// <param name="cancellation">Stops the work.</param>
    public (RankAllocation Allocation, long? LeastBytes) Allocate(
        IReadOnlyList<NetworkLayer> layers, IReadOnlyList<IReadOnlyList<LayerCandidate>> candidates, AllocationLimits limits, AllocationEffort effort,
        Func<int, LayerCandidate[], bool> shiftsBias, CancellationToken cancellation)
    {
        FileMeasurement dense = Assembly.Measure([.. layers.Select(layer => LayerDecision.Dense(layer, ""))], cancellation);
        return FileAllocator.Allocate(candidates, limits, MostBytes, dense.Bytes - dense.Layers.Sum(), choices =>
        {
            LayerCandidate[] chosen = [.. choices.Select((choice, index) => candidates[index][choice])];
            LayerDecision[] decisions = [.. layers.Select((layer, index) => new LayerDecision(layer, chosen[index].Recipe?.Shell(layer.Shape!.Value), 0, null)
            {
                BiasShift = shiftsBias(index, chosen) ? new float[layer.WeightShape[0]] : null,
            })];
            return Assembly.Measure(decisions, cancellation);
        }, effort);
    }
}
