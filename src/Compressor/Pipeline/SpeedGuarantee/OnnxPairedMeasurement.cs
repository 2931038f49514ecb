using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Verification;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Pipeline.SpeedGuarantee;

/// <summary>Times networks in ONNX Runtime sessions on this machine, both with the same seeded noise.</summary>
/// <param name="threads">Threads of an operator.</param>
/// <param name="seed">The seed of the noise.</param>
/// <param name="images">The shape of the images that the network is made for; null where it is not known. Sizes that the network leaves open are as theirs.</param>
internal sealed class OnnxPairedMeasurement(int threads, int seed, SampleShape? images) : IPairedMeasurement
{
    /// <inheritdoc/>
    public PairedLatency Compare(OnnxModel compressed, OnnxModel original, TimeSpan time, CancellationToken cancellation)
    {
        using InferenceSession subject = Load(compressed), against = Load(original);
        Dictionary<string, Tensor> inputs = NetworkInputs.Synthetic(against, count: 1, seed, openShape: images).Create(0);
        string[] outputs = NumericOutputs.Of(against);
        try
        {
            PairedBenchmarkOptions options = new() { MinimumTime = time, Threads = threads };
            return PairedBenchmark.Compare(() => subject.Run(inputs, outputs).Dispose(), () => against.Run(inputs, outputs).Dispose(), options, cancellation);
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
