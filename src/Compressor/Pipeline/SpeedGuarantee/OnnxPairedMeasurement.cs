using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Verification;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Pipeline.SpeedGuarantee;

/// <summary>Times networks in ONNX Runtime sessions on this machine, both with the same seeded noise.</summary>
/// <param name="threads">Threads of an operator.</param>
/// <param name="seed">The seed of the noise.</param>
internal sealed class OnnxPairedMeasurement(int threads, int seed) : IPairedMeasurement
{
    /// <inheritdoc/>
    public PairedLatency Compare(OnnxModel compressed, OnnxModel original, TimeSpan time, CancellationToken cancellation)
    {
        using InferenceSession subject = Load(compressed), against = Load(original);
        Dictionary<string, Tensor> inputs = NetworkInputs.Synthetic(against, count: 1, seed).Create(0);
        try
        {
            PairedBenchmarkOptions options = new() { MinimumTime = time, Threads = threads };
            return PairedBenchmark.Compare(() => subject.Run(inputs).Dispose(), () => against.Run(inputs).Dispose(), options, cancellation);
        }
        finally
        {
            foreach (Tensor input in inputs.Values)
            {
                input.Dispose();
            }
        }
    }

    private InferenceSession Load(OnnxModel model) => ModelSession.Load(model, PairedBenchmark.SessionOptions(threads));
}
