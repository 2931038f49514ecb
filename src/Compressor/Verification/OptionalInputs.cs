using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Verification;

/// <summary>
/// Holds all that callers may feed to a network, the inputs that have a default among it, against the original's. A session does not tell of those.
/// </summary>
internal static class OptionalInputs
{
    /// <summary>Requires that a network lists the inputs that its original lists, but for weights and what no output depends on.</summary>
    /// <param name="original">The network that it was made from.</param>
    /// <param name="changed">The network.</param>
    /// <exception cref="RsdtrException">It does not (RSDTR3007).</exception>
    public static void RequireSame(OnnxModel original, OnnxModel changed)
    {
        HashSet<string> free = InitializersAsInputs.Find(original);
        HashSet<string> read = ReadFor(original.Graph);
        free.UnionWith(original.Proto.Graph.Input.Select(input => input.Name).Where(name => original.Graph.Initializer(name) is not null && !read.Contains(name)));
        string before = Names(original, free);
        string after = Names(changed, free);
        if (before != after)
        {
            throw new RsdtrException(
                ToolDiagnostics.VerificationFailed,
                $"The rewritten network may be fed {after}, the original {before}: please report this with the model.");
        }
    }

    private static string Names(OnnxModel model, HashSet<string> free) => string.Join("; ", model.Proto.Graph.Input.Select(input => input.Name).Where(name => !free.Contains(name)));

    // The values that the outputs depend on.
    private static HashSet<string> ReadFor(OnnxGraph graph)
    {
        HashSet<string> read = new(graph.Outputs.Select(output => output.Name), StringComparer.Ordinal);
        foreach (NodeProto node in graph.Nodes.Reverse().Where(node => node.Output.Any(read.Contains)))
        {
            read.UnionWith(Subgraphs.ValuesRead(node));
        }

        return read;
    }
}
