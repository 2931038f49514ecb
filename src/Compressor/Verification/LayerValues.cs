using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Verification;

/// <summary>What the layers of a network give that a rewriting may have changed: convolutions and matrix products.</summary>
internal static class LayerValues
{
    private static readonly HashSet<string> Layers = new(StringComparer.Ordinal) { "Conv", "Gemm", "MatMul" };

    /// <summary>Finds them. Layers inside of subgraphs are not among them.</summary>
    /// <param name="rewritten">The rewritten network: the last stage of a chain gives what the layer gave.</param>
    /// <param name="reconstructed">The network with the reconstructed dense kernels.</param>
    /// <returns>The names of values of both networks that are no outputs, in the order of execution.</returns>
    public static IReadOnlyList<string> Find(OnnxModel rewritten, OnnxModel reconstructed)
    {
        OnnxGraph graph = reconstructed.Graph;
        return
        [
            .. graph.Nodes.Where(node => Layers.Contains(node.OpType) && OperatorDomain.IsDefault(node.Domain) && !graph.IsConstant(node))
                .Select(node => node.Output[0]).Where(value => !graph.IsOutput(value) && rewritten.Graph.Producer(value) is not null),
        ];
    }
}
