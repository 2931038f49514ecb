using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Threading;
using RsdtrEdge.Compressor.Verification;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Calibration;

/// <summary>
/// Measures what an error in one layer does to the network's output: the layer alone gets candidates of several errors, and the
/// network's relative output error is the loss of each.
/// </summary>
internal static class SensitivityProbe
{
    private const int Inputs = 32;

    private static readonly double[] ProbeErrors = [0.08, 0.2, 0.4, 0.6, 0.85];

    /// <summary>The candidates of all layers with their loss.</summary>
    /// <param name="statistics">What calibration data says of the layers.</param>
    /// <param name="layers">The layers.</param>
    /// <param name="candidates">Each layer's candidates.</param>
    /// <param name="cancellation">Stops between two probes.</param>
    public static IReadOnlyList<LayerCandidate>[] Apply(
        CalibrationStatistics statistics, IReadOnlyList<NetworkLayer> layers, IReadOnlyList<LayerCandidate>[] candidates, CancellationToken cancellation)
    {
        NetworkInputs inputs = statistics.Inputs.Take(Inputs);
        // One thread a session and sessions side by side: faster for small networks, and the same sums whatever the number of threads.
        using InferenceSession original = NetworkVerifier.Load(statistics.Model, threads: 1);
        IReadOnlyList<LayerCandidate>[] result = new IReadOnlyList<LayerCandidate>[candidates.Length];
        BoundedWork.For(candidates.Length, index =>
        {
            LossCurve curve = new(Probe(candidates[index]).Select(probe => (
                probe.RelativeError,
                Measure(original, statistics.Model, layers[index], statistics.Moments[index], probe, inputs, cancellation))));
            result[index] = [.. candidates[index].Select(candidate => candidate with { Loss = curve.At(candidate.RelativeError) })];
        }, cancellation);
        return result;
    }

    private static IEnumerable<LayerCandidate> Probe(IReadOnlyList<LayerCandidate> candidates)
    {
        LayerCandidate[] factorized = [.. candidates.Where(candidate => !candidate.IsDense && candidate.RelativeError > 0)];
        return factorized.Length == 0
            ? []
            : ProbeErrors.Select(error => factorized.MinBy(candidate => Math.Abs(candidate.RelativeError - error))!).Distinct();
    }

    private static double Measure(
        InferenceSession original, OnnxModel model, NetworkLayer layer, LayerMoments? moments, LayerCandidate probe,
        NetworkInputs inputs, CancellationToken cancellation)
    {
        OnnxModel changed = model.Clone();
        FactorizedKernel factors = probe.Factorize!();
        if (moments is { IsCentred: true })
        {
            ConvolutionRewriter.ShiftBias(changed.Graph, layer.Weight, LayerRefinement.MeanShift(layer, factors, moments));
        }

        ConvolutionRewriter.ReplaceKernel(changed.Graph, layer.Weight, factors.Reconstruct());
        using InferenceSession session = NetworkVerifier.Load(changed, threads: 1);
        double error = NetworkComparison.Run(original, session, inputs, cancellation).ToReceipt(inputs).OutputError;
        return error * error;
    }
}
