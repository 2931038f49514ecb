using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Verification;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Calibration;

/// <summary>
/// Measures what an error in one layer does to the network's output: the layer alone gets candidates of several errors, and the
/// network's relative output error is the loss of each.
/// </summary>
internal static class SensitivityProbe
{
    private const int Inputs = 48;

    private static readonly double[] ProbeErrors = [0.05, 0.15, 0.3, 0.5, 0.85];

    /// <summary>The candidates of a layer with their loss.</summary>
    /// <param name="original">The network with the outputs that tell (<see cref="CalibrationStatistics.Telling"/>), loaded with one thread.</param>
    /// <param name="statistics">What calibration data says of the layers.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="target">What its candidates were searched for.</param>
    /// <param name="moments">The moments of its input patches.</param>
    /// <param name="candidates">Its candidates.</param>
    /// <param name="room">Where the changed networks are loaded; all layers share it.</param>
    /// <param name="cancellation">Stops between two probes.</param>
    public static IReadOnlyList<LayerCandidate> Apply(
        InferenceSession original, CalibrationStatistics statistics, NetworkLayer layer, FittingTarget target, LayerMoments moments,
        IReadOnlyList<LayerCandidate> candidates, ProbeRoom room, CancellationToken cancellation)
    {
        NetworkInputs inputs = statistics.Inputs.Take(Inputs);
        // Where nothing can be compared, the square of the layer's own error is what is left.
        LossCurve curve = new(Probe(candidates).Select(probe =>
        {
            // Not yet fitted, and so possibly farther from the kernel than the candidate says.
            FactorizedKernel factors = probe.Recipe!.Start(target, cancellation);
            FactorizedKernel restored = target.Restore(factors);
            return (
                Error: Math.Sqrt(target.SquaredError(factors.Reconstruct())),
                Loss: room.Use(() => Measure(original, statistics.Telling, layer, moments, restored, inputs, cancellation), cancellation));
        }).Where(point => point.Loss is not null).Select(point => (point.Error, point.Loss!.Value)));
        return [.. candidates.Select(candidate => candidate with { Loss = curve.At(candidate.RelativeError) })];
    }

    private static IEnumerable<LayerCandidate> Probe(IReadOnlyList<LayerCandidate> candidates)
    {
        LayerCandidate[] factorized = [.. candidates.Where(candidate => !candidate.IsDense && candidate.RelativeError > 0)];
        return factorized.Length == 0
            ? []
            : ProbeErrors.Select(error => factorized.MinBy(candidate => Math.Abs(candidate.RelativeError - error))!).Distinct();
    }

    // Null where no output can be compared.
    private static double? Measure(
        InferenceSession original, OnnxModel model, NetworkLayer layer, LayerMoments moments, FactorizedKernel factors,
        NetworkInputs inputs, CancellationToken cancellation)
    {
        OnnxModel changed = model.Clone();
        if (moments.IsCentred)
        {
            ConvolutionRewriter.ShiftBias(changed.Graph, layer.Weight, MeanShift.Of(layer, factors, moments.Mean));
        }

        ConvolutionRewriter.ReplaceKernel(changed.Graph, layer.Weight, factors.Reconstruct());
        using InferenceSession session = NetworkVerifier.Load(changed, threads: 1);
        // Of the outputs that can be compared: others cannot tell one candidate from another.
        IReadOnlyDictionary<string, double> errors = NetworkComparison.Run(original, session, inputs, cancellation).OutputErrors;
        if (errors.Count == 0)
        {
            return null;
        }

        double error = errors.Values.Max();
        return error * error;
    }
}
