using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Verification;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Training;

/// <summary>
/// Judges networks on images that none is trained with, beside the teacher where there is one. Each session runs with one thread, so that figures do not depend on threads
/// and neither does which network is best. The teacher's outputs are the same in each epoch, and are kept as far as they are not too large.
/// </summary>
/// <param name="teacher">The teacher, loaded with one thread; null for none. It stays the caller's.</param>
/// <param name="images">The images.</param>
/// <param name="threads">How many images at a time.</param>
/// <param name="outputs">What the outputs are taken for.</param>
internal sealed class HeldOutJudge(InferenceSession? teacher, StreamedImages images, int threads, OutputKind outputs) : IDisposable
{
    // 256 MiB of float32: all held-out images of a classifier by far, some hundreds of a detector with large outputs.
    private const long MostRemembered = 1 << 26;

    private readonly RememberedOutputs? _teacher = teacher is null ? null : new RememberedOutputs(teacher, MostRemembered);

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
        NetworkComparison comparison = NetworkComparison.RunInParts(_teacher, network, NetworkInputs.Of(network, images), threads, outputs, cancellation);
        return new HeldOutFigures(images.Count, comparison.Changed.Top1, comparison.Agreement, comparison.OutputError, comparison.Original.Top1)
        {
            LabelsIgnored = comparison.LabelFault,
        };
    }

    /// <summary>Frees the teacher's outputs.</summary>
    public void Dispose() => _teacher?.Dispose();
}
