using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Rewriting.Loading;

/// <summary>
/// Stores equal scalars, and integer lists of one element, once: axes, steps, limits of a Clip. ONNX Runtime would do so when it loads the model. Nothing that counts as a
/// parameter is touched.
/// </summary>
internal static class SharedScalars
{
    /// <summary>Lets all nodes read the first of equal ones. What a subgraph reads, and what is an input or output of the network, stays.</summary>
    /// <param name="graph">The graph, which is changed; the others are left for <see cref="OnnxGraph.RemoveUnusedInitializers"/>.</param>
    /// <returns>How many are no longer read.</returns>
    public static int Merge(OnnxGraph graph)
    {
        HashSet<string> inputs = new(graph.Proto.Input.Select(input => input.Name), StringComparer.Ordinal);
        Dictionary<(int Type, int Rank, ByteString Content), string> first = [];
        Dictionary<string, string> renamed = new(StringComparer.Ordinal);
        foreach (TensorProto tensor in graph.Proto.Initializer.Where(IsScalar))
        {
            if (inputs.Contains(tensor.Name) || graph.IsOutput(tensor.Name) || graph.Consumers(tensor.Name).Any(Subgraphs.HasSubgraph))
            {
                continue;
            }

            if (!first.TryAdd((tensor.DataType, tensor.Dims.Count, Content(tensor)), tensor.Name))
            {
                renamed.Add(tensor.Name, first[(tensor.DataType, tensor.Dims.Count, Content(tensor))]);
            }
        }

        foreach (NodeProto node in graph.Nodes)
        {
            for (int input = 0; input < node.Input.Count; input++)
            {
                if (renamed.TryGetValue(node.Input[input], out string? name))
                {
                    node.Input[input] = name;
                }
            }
        }

        if (renamed.Count > 0)
        {
            graph.Changed();
        }

        return renamed.Count;
    }

    private static bool IsScalar(TensorProto tensor) => tensor.DataType switch
    {
        (int)DataType.Float or (int)DataType.Float16 or (int)DataType.Double => tensor.Dims.Count == 0,
        (int)DataType.Int32 or (int)DataType.Int64 => tensor.Dims.Count == 0 || ((IReadOnlyList<long>)tensor.Dims is [1]),
        _ => false,
    };

    // Everything but the names, so that equal numbers in another field count as others, which costs nothing but a scalar.
    private static ByteString Content(TensorProto tensor)
    {
        TensorProto nameless = tensor.Clone();
        nameless.Name = "";
        nameless.DocString = "";
        return nameless.ToByteString();
    }
}
