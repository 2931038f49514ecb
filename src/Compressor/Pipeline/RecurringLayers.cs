using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Calibration.Stepping;
using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Refinement;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>
/// Layers whose weight the network uses again behind what depends on it. A walk through the network sees only part of their inputs
/// when it reaches them, and a fit to that part would spoil the others, so they are fitted by themselves to the original's inputs.
/// </summary>
internal static class RecurringLayers
{
    /// <summary>Which layers these are.</summary>
    /// <param name="model">The canonical network.</param>
    /// <param name="layers">Its layers.</param>
    public static bool[] Find(OnnxModel model, IReadOnlyList<NetworkLayer> layers)
    {
        NetworkLayer[] stops = [.. layers.Where(layer => layer.Shape is not null)];
        SteppingPlan plan = new(model.Graph, stops, []);
        HashSet<string> recurring =
            [.. stops.Where((layer, stop) => plan.Sampled(stop).Count < layer.Nodes.Count).Select(layer => layer.Weight)];
        return [.. layers.Select(layer => recurring.Contains(layer.Weight))];
    }

    /// <summary>Fits a layer's factors to its own kernel and the inputs of all its places.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="recipe">How its factors are made.</param>
    /// <param name="moments">The moments of its input patches; null where they are not known.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static LayerDecision Fit(NetworkLayer layer, FactorRecipe recipe, LayerMoments? moments, CancellationToken cancellation)
    {
        FittingTarget target = LayerTarget.Of(layer, moments, SharedErrors.SearchWeight)!;
        FactorizedKernel factors = recipe.Fit(target, target, cancellation).Factors;
        double error = LayerTarget.Of(layer, moments, sharedWeight: 0)!.SquaredError(factors.Reconstruct());
        return new LayerDecision(layer, factors, Math.Sqrt(error), null)
        {
            BiasShift = moments is { IsCentred: true, Count: > 0 } ? MeanShift.Of(layer, factors, moments.Mean) : null,
        };
    }
}
