using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Verification;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Training;

/// <summary>
/// Judges networks on images that none is trained with, beside the teacher where there is one. Each session runs with one thread, so that figures do not depend on threads
/// and neither does which network is best.
/// </summary>
/// <param name="teacher">The teacher, loaded with one thread; null for none. It stays the caller's.</param>
/// <param name="images">The images.</param>
/// <param name="threads">How many images at a time.</param>
/// <param name="outputs">What the outputs are taken for.</param>
internal sealed class HeldOutJudge(InferenceSession? teacher, DataSet images, int threads, OutputKind outputs)
{
    /// <summary>Judges a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="cancellation">Stops between two images.</param>
    /// <exception cref="RsdtrException">It has other inputs or outputs than the teacher (RSDTR3002), or ONNX Runtime refuses it (RSDTR1008).</exception>
    public HeldOutFigures Judge(OnnxModel network, CancellationToken cancellation)
    {
        using InferenceSession session = NetworkVerifier.Load(network, threads: 1);
        return Judge(session, cancellation);
    }

    /// <summary>Judges a network that is loaded, with one thread.</summary>
    /// <param name="network">The network.</param>
    /// <param name="cancellation">Stops between two images.</param>
    /// <exception cref="RsdtrException">It has other inputs or outputs than the teacher (RSDTR3002).</exception>
    public HeldOutFigures Judge(InferenceSession network, CancellationToken cancellation)
    {
        NetworkComparison comparison = NetworkComparison.RunInParts(teacher, network, NetworkInputs.Of(network, images), threads, outputs, cancellation);
        return new HeldOutFigures(images.Count, comparison.Changed.Top1, comparison.Agreement, comparison.OutputError, comparison.Original.Top1);
    }
}
