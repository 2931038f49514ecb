using System.Globalization;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
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

    /// <summary>The same for float16, whose rounding is 2^13 times as coarse but enters a few times only.</summary>
    public const double HalfRoundingLimit = 2e-2;

    private const int Probes = 2;

    /// <summary>Loads a model, without spinning threads: this runs in builds beside other work.</summary>
    /// <exception cref="RsdtrException">ONNX Runtime refuses the model (RSDTR1008).</exception>
    public static InferenceSession Load(OnnxModel model, int threads) =>
        ModelSession.Load(model, new SessionOptions { IntraOpThreads = threads, AllowSpinning = false });

    /// <summary>Verifies.</summary>
    /// <remarks>Where rounding may decide, the values that decide are held, not a share of numbers that may differ: a share that forgives ties would forgive a wrong kernel that few
    /// positions show. Those are the values in front of whole numbers where a network gives nothing else (<see cref="DecidingValues"/>), and those in front of what it decides on its
    /// way; what follows is held with the same decisions fed to both (<see cref="RoundingDecisions"/>). Outputs that say nothing of noise, as suppression leaves no boxes of it and a
    /// logarithm no numbers, are all alike: then what the layers give is held against each other (<see cref="LayerValues"/>), of noise without negative numbers and of images, too, and
    /// a layer that is given nothing even so by itself (<see cref="SingleLayer"/>), as each layer is of a network that decides on its way.</remarks>
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
        RoundingDecisions decisions = RoundingDecisions.Find(rewritten, reconstructed);
        Pair pair = new(rewritten, reconstructed, session, inputs, probes => probes, seed, threads, cancellation);
        if (decisions.Values.Count == 0)
        {
            Verify(pair, []);
            return;
        }

        using InferenceSession maker = Load(DecidingValues.Expose(reconstructed, decisions.Values), threads);
        Pair fed = pair with
        {
            Rewritten = decisions.Cut(rewritten, maker.Outputs),
            Reconstructed = decisions.Cut(reconstructed, maker.Outputs),
            Feed = probes => probes.With(maker, decisions.Values),
        };
        Verify(fed, decisions.Deciding);
        // A decision may leave a layer nothing but zeros, which show no kernel.
        RequireEqualLayers(fed, told: []);
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

    private static void Verify(Pair pair, IReadOnlyList<string> deciding)
    {
        // Each side of a decision has to be told of; without any, one output tells of the whole.
        bool isWhole = deciding.Count == 0;
        string[] values = [.. deciding.Union(pair.Session.Outputs.Any(IsFloatingPoint) ? [] : DecidingValues.Find(pair.Reconstructed))];
        bool isTold;
        if (values.Length == 0)
        {
            isTold = RequireEqual(pair, pair.Session, pair.Reconstructed, isWhole);
        }
        else
        {
            using InferenceSession exposed = Load(DecidingValues.Expose(pair.Rewritten, values), pair.Threads);
            isTold = RequireEqual(pair, exposed, DecidingValues.Expose(pair.Reconstructed, values), isWhole);
        }

        if (!isTold)
        {
            RequireEqualInside(pair);
        }
    }

    // Whether the outputs say anything of the probes: one of them, or each.
    private static bool RequireEqual(Pair pair, InferenceSession rewritten, OnnxModel reconstructed, bool isOneEnough)
    {
        using InferenceSession dense = Load(reconstructed, pair.Threads);
        NetworkInputs probes = pair.Feed(NetworkInputs.Synthetic(pair.Session, Probes, pair.Seed, openShape: pair.Inputs.ImageShape));
        NetworkComparison comparison = NetworkComparison.Run(dense, rewritten, probes, pair.Cancellation);
        TensorDescription[] held = RequireEqual(comparison, rewritten.Outputs);
        return isOneEnough ? held.Any(Tells) : held.All(Tells);

        bool Tells(TensorDescription output) => comparison.Tells(output.Name);
    }

    private static void RequireEqualInside(Pair pair)
    {
        IReadOnlyList<string> values = LayerValues.Find(pair.Rewritten, pair.Reconstructed);
        using InferenceSession changed = Load(DecidingValues.Expose(pair.Rewritten, values), pair.Threads);
        using InferenceSession dense = Load(DecidingValues.Expose(pair.Reconstructed, values), pair.Threads);
        TensorDescription[] outputs = [.. changed.Outputs.Where(output => values.Contains(output.Name))];
        HashSet<string> told = new(StringComparer.Ordinal);
        foreach (NetworkInputs probes in (NetworkInputs[])[Noise(isPositive: false), Noise(isPositive: true), .. pair.Inputs.AreImages ? [pair.Inputs.Take(Probes)] : (NetworkInputs[])[]])
        {
            NetworkComparison comparison = NetworkComparison.Run(dense, changed, pair.Feed(probes), pair.Cancellation);
            told.UnionWith(RequireEqual(comparison, outputs).Select(output => output.Name).Where(comparison.HasNumbers));
        }

        if (values.Count > 0 && told.Count == 0)
        {
            throw new RsdtrException(
                ToolDiagnostics.VerificationFailed,
                "The rewritten network cannot be held against its reconstructed kernels: of noise no layer gives a finite number. Give images with --calibration (item metadata Calibration).");
        }

        RequireEqualLayers(pair, told);

        NetworkInputs Noise(bool isPositive) => NetworkInputs.Synthetic(pair.Session, Probes, pair.Seed, isPositive, pair.Inputs.ImageShape);
    }

    // Layers by themselves, but for those whose outputs have been told of.
    private static void RequireEqualLayers(Pair pair, HashSet<string> told)
    {
        foreach (NodeProto layer in SingleLayer.Changed(pair.Rewritten, pair.Reconstructed).Where(layer => !told.Contains(layer.Output[0])))
        {
            using InferenceSession expected = Load(SingleLayer.Of(pair.Reconstructed, layer, pair.Reconstructed), pair.Threads);
            using InferenceSession actual = Load(SingleLayer.Of(pair.Rewritten, layer, pair.Reconstructed), pair.Threads);
            RequireEqual(NetworkComparison.Run(expected, actual, NetworkInputs.Synthetic(expected, 1, pair.Seed), pair.Cancellation), actual.Outputs);
        }
    }

    // The outputs that are held against each other.
    private static TensorDescription[] RequireEqual(NetworkComparison comparison, IReadOnlyList<TensorDescription> outputs)
    {
        IReadOnlyDictionary<string, double> errors = comparison.OutputErrors;
        TensorDescription[] held = Held(outputs);
        foreach (TensorDescription output in held)
        {
            (double difference, double limit) = (errors.GetValueOrDefault(output.Name), output.ElementType == TensorElementType.Float16 ? HalfRoundingLimit : RoundingLimit);
            if (!(difference <= limit))
            {
                throw new RsdtrException(
                    ToolDiagnostics.VerificationFailed,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The rewritten network differs from its reconstructed kernels by {difference:E2} > {limit:E0} at '{output.Name}': please report this with the model."));
            }
        }

        return held;
    }

    // Whole numbers (classes, indices) are held against each other only where there is nothing else: rounding decides between equal scores.
    private static TensorDescription[] Held(IReadOnlyList<TensorDescription> outputs) =>
        outputs.Where(IsFloatingPoint).ToArray() is { Length: > 0 } numbers ? numbers : [.. outputs];

    private static bool IsFloatingPoint(TensorDescription output) => output.ElementType is TensorElementType.Float or TensorElementType.Double or TensorElementType.Float16;

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

    // Two networks that are to compute the same; the rewritten one, loaded as it is; what judges it; and what completes an input with values that neither of the two makes.
    private sealed record Pair(
        OnnxModel Rewritten, OnnxModel Reconstructed, InferenceSession Session, NetworkInputs Inputs, Func<NetworkInputs, NetworkInputs> Feed, int Seed, int Threads, CancellationToken Cancellation);
}
