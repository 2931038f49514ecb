using RsdtrEdge.Compressor.Allocation;
using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Threading;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>A limit on the size of the model file, and the means to hold a choice against it.</summary>
/// <param name="MostBytes">The size that the file may have.</param>
/// <param name="Assembly">Builds files.</param>
internal sealed record FileBudget(long MostBytes, NetworkAssembly Assembly)
{
    /// <summary>The candidates with factors that are computed once: measuring files asks for them again and again.</summary>
    public static IReadOnlyList<LayerCandidate>[] Remember(IReadOnlyList<LayerCandidate>[] candidates) =>
        [.. candidates.Select(layer => (IReadOnlyList<LayerCandidate>)[.. layer.Select(candidate =>
        {
            if (candidate.Factorize is not { } factorize)
            {
                return candidate;
            }

            Lazy<FactorizedKernel> factors = new(factorize);
            return candidate with { Factorize = () => factors.Value };
        })])];

    /// <summary>Chooses so that the file, too, is within its limit.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="candidates">Their candidates, with factors that are remembered.</param>
    /// <param name="limits">What all layers together may use.</param>
    /// <param name="statistics">What calibration data says of the layers: biases that will be shifted get longer names.</param>
    /// <param name="cancellation">Stops the work.</param>
    public (RankAllocation Allocation, long? LeastBytes) Allocate(
        IReadOnlyList<ConvolutionLayer> layers, IReadOnlyList<LayerCandidate>[] candidates, AllocationLimits limits,
        CalibrationStatistics? statistics, CancellationToken cancellation)
    {
        FileMeasurement dense = Assembly.Measure([.. layers.Select(layer => LayerDecision.Dense(layer, ""))], cancellation);
        return FileAllocator.Allocate(candidates, limits, MostBytes, dense.Bytes - dense.Layers.Sum(), choices =>
        {
            LayerDecision[] decisions = new LayerDecision[layers.Count];
            BoundedWork.For(layers.Count, index =>
            {
                LayerCandidate chosen = candidates[index][choices[index]];
                bool shifts = statistics?.Moments[index] is { Count: > 0, IsCentred: true };
                decisions[index] = new LayerDecision(layers[index], chosen.Factorize?.Invoke(), chosen.RelativeError, null)
                {
                    BiasShift = shifts && !chosen.IsDense ? new float[layers[index].WeightShape[0]] : null,
                };
            }, cancellation);
            return Assembly.Measure(decisions, cancellation);
        });
    }
}
