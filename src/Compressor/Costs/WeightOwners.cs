using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Costs;

/// <summary>Attributes stored tensors to the layers that use them, directly or through nodes over constants; each to the first one.</summary>
internal sealed class WeightOwners(OnnxGraph graph)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The parameters that a node is the first to use; to be asked of all nodes in topological order.</summary>
    public long TakeParameters(NodeProto node) => TakeParameters(Subgraphs.ValuesRead(node));

    /// <summary>The parameters of stored tensors that values are, or that nodes make them of, as far as nothing took them before.</summary>
    /// <param name="values">The values; only constants hold any.</param>
    public long TakeParameters(IEnumerable<string> values)
    {
        long parameters = 0;
        Stack<string> pending = new(values.Where(graph.IsConstant).Reverse());
        while (pending.TryPop(out string? value))
        {
            if (!_taken.Add(value))
            {
                continue;
            }

            if (graph.Constant(value) is { } tensor)
            {
                parameters = checked(parameters + StoredParameters.Of(tensor));
            }
            else if (graph.Producer(value) is { } producer)
            {
                foreach (string source in Subgraphs.ValuesRead(producer))
                {
                    pending.Push(source);
                }
            }
        }

        return parameters;
    }
}
