using System.Collections.Immutable;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>
/// An execution provider that a session is to use before ONNX Runtime's own processor code, which takes the operators that the provider does not.
/// Where the native library lacks it or it cannot be set up, the session does without it and says so (<see cref="InferenceSession.Warnings"/>),
/// or, where it is required, the load fails.
/// </summary>
/// <param name="Name">
/// Its name in any of ONNX Runtime's spellings: <c>XNNPACK</c>, <c>ACL</c>, <c>CUDA</c>, <c>TensorRT</c>, or with the ending
/// <c>ExecutionProvider</c>, as <see cref="OnnxRuntime.AvailableProviders"/> lists them.
/// </param>
public sealed record ExecutionProvider(string Name)
{
    /// <summary>ONNX Runtime's own code for the processor, which every session has.</summary>
    public const string Processor = "CPUExecutionProvider";

    private const string Ending = "ExecutionProvider";

    // They compute with the processor, each with kernels of its own.
    private static readonly string[] s_ofProcessor = ["CPU", "XNNPACK", "ACL", "ArmNN", "Dnnl"];

    /// <summary>Its options, by the keys of ONNX Runtime's documentation, such as <c>device_id</c> of CUDA or <c>intra_op_num_threads</c> of XNNPACK.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether a session that cannot use it must not be made: RSDTR4011 is an error then, and a warning otherwise.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The names of a session's providers but for ONNX Runtime's own processor code, by commas; null where there is no other.</summary>
    internal static string? BesidesProcessor(IEnumerable<string> providers) =>
        string.Join(", ", providers.Where(provider => provider != Processor)) is { Length: > 0 } names ? names : null;

    /// <summary>
    /// Whether one of a session's providers computes on something else than the processor, such as a GPU: then whoever runs the model waits meanwhile, without a
    /// processor, and the processor's speed limits nothing.
    /// </summary>
    internal static bool AreElsewhere(IEnumerable<string> providers) =>
        providers.Any(provider => !s_ofProcessor.Contains(Shorten(provider), StringComparer.OrdinalIgnoreCase));

    /// <summary>The name without its ending: what all spellings have in common but for the case.</summary>
    internal string ShortName => Shorten(Name);

    /// <summary>Whether a name in any spelling is that of this provider.</summary>
    internal bool Is(string name) => string.Equals(ShortName, Shorten(name), StringComparison.OrdinalIgnoreCase);

    private static string Shorten(string name) => name.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) ? name[..^Ending.Length] : name;
}
