using System.Globalization;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Verification;

/// <summary>
/// Proves in ONNX Runtime that the rewritten network computes what its factors say: it must equal the network with the
/// reconstructed dense kernels to float32 rounding, and have the original's inputs and outputs.
/// </summary>
internal static class NetworkVerifier
{
    /// <summary>
    /// The largest relative difference that float32 rounding may explain. A single chain differs by some 1e-6; a hundred
    /// layers with nonlinearities between them amplify that.
    /// </summary>
    public const double RoundingLimit = 1e-3;

    /// <summary>The same for a network that gives no floating-point numbers but float16, whose rounding is 2^13 times as coarse but enters a few times only.</summary>
    public const double HalfRoundingLimit = 2e-2;

    private const int Probes = 2;

    /// <summary>Loads a model, without spinning threads: this runs in builds beside other work.</summary>
    /// <exception cref="RsdtrException">ONNX Runtime refuses the model (RSDTR1008).</exception>
    public static InferenceSession Load(OnnxModel model, int threads) =>
        ModelSession.Load(model, new SessionOptions { IntraOpThreads = threads, AllowSpinning = false });

    /// <summary>Verifies.</summary>
    /// <remarks>A network that gives whole numbers alone is held at the values that decide them (<see cref="DecidingValues"/>), not at a share of numbers that may differ: a share
    /// that forgives ties would forgive a wrong kernel that few positions show. Outputs that say nothing of noise, as suppression leaves no boxes of it and a logarithm no numbers, are
    /// all alike: then what the layers give is held against each other (<see cref="LayerValues"/>), of noise without negative numbers and of images, too.</remarks>
    /// <param name="original">The original network, loaded.</param>
    /// <param name="rewritten">The rewritten network.</param>
    /// <param name="session">The rewritten network, loaded.</param>
    /// <param name="reconstructed">The network with the reconstructed dense kernels.</param>
    /// <param name="inputs">What judges the network: where noise tells nothing, images among it may.</param>
    /// <param name="seed">The seed of the probes.</param>
    /// <param name="threads">Threads for the networks that are loaded here.</param>
    /// <param name="cancellation">Stops between two probes.</param>
    /// <exception cref="RsdtrException">It is not what it should be, or nothing tells (RSDTR3007).</exception>
    public static void Verify(
        InferenceSession original, OnnxModel rewritten, InferenceSession session, OnnxModel reconstructed, NetworkInputs inputs, int seed, int threads, CancellationToken cancellation)
    {
        RequireSameSignature(original, session);
        bool isTold;
        if (!session.Outputs.Any(IsFloatingPoint) && DecidingValues.Find(reconstructed) is { Count: > 0 } values)
        {
            using InferenceSession deciding = Load(DecidingValues.Expose(rewritten, values), threads);
            isTold = RequireEqual(deciding, [.. deciding.Outputs.Where(output => values.Contains(output.Name))], DecidingValues.Expose(reconstructed, values), inputs, seed, threads, cancellation);
        }
        else
        {
            isTold = RequireEqual(session, session.Outputs, reconstructed, inputs, seed, threads, cancellation);
        }

        if (!isTold)
        {
            RequireEqualInside(rewritten, reconstructed, inputs, seed, threads, cancellation);
        }
    }

    /// <summary>Holds inputs and outputs of a changed network against those of the one that it was made from: names, types and shapes.</summary>
    /// <param name="original">The network that it was made from, loaded.</param>
    /// <param name="changed">The changed network, loaded.</param>
    /// <exception cref="RsdtrException">They are not the same (RSDTR3007).</exception>
    public static void RequireSameSignature(InferenceSession original, InferenceSession changed)
    {
        RequireSame("inputs", original.Inputs, changed.Inputs);
        RequireSame("outputs", original.Outputs, changed.Outputs);
    }

    // Whether the outputs say anything of the probes.
    private static bool RequireEqual(
        InferenceSession rewritten, IReadOnlyList<TensorDescription> outputs, OnnxModel reconstructed, NetworkInputs inputs, int seed, int threads, CancellationToken cancellation)
    {
        using InferenceSession dense = Load(reconstructed, threads);
        NetworkInputs probes = NetworkInputs.Synthetic(dense, Probes, seed, openShape: inputs.ImageShape);
        NetworkComparison comparison = NetworkComparison.Run(dense, rewritten, probes, cancellation);
        return RequireEqual(comparison, outputs).Any(output => comparison.Tells(output.Name));
    }

    private static void RequireEqualInside(OnnxModel rewritten, OnnxModel reconstructed, NetworkInputs inputs, int seed, int threads, CancellationToken cancellation)
    {
        IReadOnlyList<string> values = LayerValues.Find(rewritten, reconstructed);
        using InferenceSession changed = Load(DecidingValues.Expose(rewritten, values), threads);
        using InferenceSession dense = Load(DecidingValues.Expose(reconstructed, values), threads);
        TensorDescription[] outputs = [.. changed.Outputs.Where(output => values.Contains(output.Name))];
        bool isTold = values.Count == 0;
        foreach (NetworkInputs probes in (NetworkInputs[])
            [NetworkInputs.Synthetic(dense, Probes, seed, openShape: inputs.ImageShape), NetworkInputs.Synthetic(dense, Probes, seed, isPositive: true, inputs.ImageShape), .. inputs.AreImages ? [inputs.Take(Probes)] : (NetworkInputs[])[]])
        {
            NetworkComparison comparison = NetworkComparison.Run(dense, changed, probes, cancellation);
            isTold |= RequireEqual(comparison, outputs).Any(output => comparison.HasNumbers(output.Name));
        }

        if (!isTold)
        {
            throw new RsdtrException(
                ToolDiagnostics.VerificationFailed,
                "The rewritten network cannot be held against its reconstructed kernels: of noise no layer gives a finite number. Give images with --calibration (item metadata Calibration).");
        }
    }

    // The outputs that are held against each other.
    private static TensorDescription[] RequireEqual(NetworkComparison comparison, IReadOnlyList<TensorDescription> outputs)
    {
        IReadOnlyDictionary<string, double> errors = comparison.OutputErrors;
        (TensorDescription[] held, double limit) = Held(outputs);
        double difference = held.Select(output => errors.GetValueOrDefault(output.Name)).DefaultIfEmpty(0).Max();
        if (!(difference <= limit))
        {
            throw new RsdtrException(
                ToolDiagnostics.VerificationFailed,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The rewritten network differs from its reconstructed kernels by {difference:E2} > {limit:E0}: please report this with the model."));
        }

        return held;
    }

    // Rounding decides between equal scores, so that whole numbers (classes, indices) may jump: they are held against each other
    // only where there is nothing else.
    private static (TensorDescription[] Held, double Limit) Held(IReadOnlyList<TensorDescription> outputs) =>
        outputs.Where(IsContinuous).ToArray() is { Length: > 0 } continuous ? (continuous, RoundingLimit)
        : outputs.Where(IsFloatingPoint).ToArray() is { Length: > 0 } half ? (half, HalfRoundingLimit)
        : ([.. outputs], RoundingLimit);

    private static bool IsContinuous(TensorDescription output) => output.ElementType is TensorElementType.Float or TensorElementType.Double;

    private static bool IsFloatingPoint(TensorDescription output) => IsContinuous(output) || output.ElementType == TensorElementType.Float16;

    private static void RequireSame(string what, IReadOnlyList<TensorDescription> before, IReadOnlyList<TensorDescription> after)
    {
        string expected = string.Join("; ", before);
        string actual = string.Join("; ", after);
        if (expected != actual)
        {
            throw new RsdtrException(
                ToolDiagnostics.VerificationFailed, $"The rewritten network's {what} are {actual}, the original's {expected}: please report this with the model.");
        }
    }
}
