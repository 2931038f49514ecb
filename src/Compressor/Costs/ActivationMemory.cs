using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;

namespace RsdtrEdge.Compressor.Costs;

/// <summary>
/// Estimates the most memory that activations take at once when the nodes run in the order of the file: a value lives from its
/// producer to its last reader, the network's inputs from the beginning, its outputs to the end. Views (Reshape, Flatten, Squeeze,
/// Unsqueeze, Identity, Dropout) share the memory of what they view. Not counted: weights, values computed from constants, workspace
/// of operators; not assumed: operators that overwrite their input. So it is an estimate, the same for every runtime.
/// </summary>
internal static class ActivationMemory
{
    private static readonly HashSet<string> Views = new(StringComparer.Ordinal) { "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Dropout" };

    /// <summary>The bytes of a value, or null where its shape or type is unknown.</summary>
    /// <exception cref="OverflowException">The figure does not fit 64 bits.</exception>
    public static long? Bytes(ValueFacts facts) =>
        facts.Shape?.ElementCount is { } count && ElementTypes.Bits(facts.ElementType) is { } bits ? checked((count * bits) + 7) / 8 : null;

    /// <summary>The peak in bytes, or null with the first value whose size is unknown.</summary>
    /// <exception cref="OverflowException">The figure does not fit 64 bits.</exception>
    public static (long? Peak, string? UnknownValue) Peak(OnnxGraph graph, ShapeTable shapes)
    {
        IReadOnlyList<NodeProto> nodes = graph.Nodes;
        Dictionary<string, Buffer> buffers = new(StringComparer.Ordinal);
        foreach (ValueInfoProto input in graph.Inputs)
        {
            if (Bytes(shapes.Facts(input.Name)) is not { } bytes)
            {
                return (null, input.Name);
            }

            buffers[input.Name] = new Buffer(bytes, birth: 0);
        }

        for (int step = 0; step < nodes.Count; step++)
        {
            NodeProto node = nodes[step];
            foreach (string value in Subgraphs.ValuesRead(node).Where(buffers.ContainsKey))
            {
                buffers[value].Death = step;
            }

            foreach (string value in node.Output.Where(name => name.Length > 0 && !graph.IsConstant(name)))
            {
                if (value == node.Output[0] && IsView(node) && node.Input.Count > 0 && buffers.TryGetValue(node.Input[0], out Buffer? viewed))
                {
                    buffers[value] = viewed;
                }
                else if (Bytes(shapes.Facts(value)) is { } bytes)
                {
                    buffers[value] = new Buffer(bytes, step);
                }
                else
                {
                    return (null, value);
                }
            }
        }

        foreach (ValueInfoProto output in graph.Outputs)
        {
            if (buffers.TryGetValue(output.Name, out Buffer? buffer))
            {
                buffer.Death = nodes.Count - 1;
            }
        }

        return (Peak(buffers.Values.Distinct(), nodes.Count), null);
    }

    private static bool IsView(NodeProto node) => OperatorDomain.IsDefault(node.Domain) && Views.Contains(node.OpType);

    private static long Peak(IEnumerable<Buffer> buffers, int steps)
    {
        long[] change = new long[steps + 1];
        foreach (Buffer buffer in buffers)
        {
            change[buffer.Birth] = checked(change[buffer.Birth] + buffer.Bytes);
            change[buffer.Death + 1] = checked(change[buffer.Death + 1] - buffer.Bytes);
        }

        long live = 0;
        long peak = 0;
        foreach (long difference in change)
        {
            live = checked(live + difference);
            peak = Math.Max(peak, live);
        }

        return peak;
    }

    // A class: views share one, and reading any of them prolongs its life. A record would be compared by its numbers.
    private sealed class Buffer(long bytes, int birth)
    {
        public long Bytes { get; } = bytes;

        public int Birth { get; } = birth;

        public int Death { get; set; } = birth;
    }
}
