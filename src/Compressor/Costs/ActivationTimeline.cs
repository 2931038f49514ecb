using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;

namespace RsdtrEdge.Compressor.Costs;

/// <summary>
/// The bytes of activations that are alive while each node runs, by the rules of <see cref="ActivationMemory"/>: from it follow the
/// peak, and what a chain in a convolution's place would make of it.
/// </summary>
internal sealed class ActivationTimeline
{
    private readonly Dictionary<string, Buffer> _buffers;
    private readonly long[] _alive;

    private ActivationTimeline(Dictionary<string, Buffer> buffers, IReadOnlyList<NodeProto> nodes)
    {
        _buffers = buffers;
        Nodes = nodes;
        _alive = Sum(buffers.Values.Distinct(), nodes.Count);
    }

    /// <summary>The nodes in the order in which they run.</summary>
    public IReadOnlyList<NodeProto> Nodes { get; }

    /// <summary>The bytes alive while each node runs; in the nodes' order.</summary>
    public IReadOnlyList<long> Alive => _alive;

    /// <summary>The most bytes alive at once.</summary>
    public long Peak => _alive.Length == 0 ? 0 : _alive.Max();

    /// <summary>Follows a graph's values; without a timeline there is the reason: the first value whose size is unknown, or the first node with a subgraph.</summary>
    /// <exception cref="OverflowException">A figure does not fit 64 bits.</exception>
    public static (ActivationTimeline? Timeline, string? UnknownReason) Of(OnnxGraph graph, ShapeTable shapes)
    {
        IReadOnlyList<NodeProto> nodes = graph.Nodes;
        Dictionary<string, Buffer> buffers = new(StringComparer.Ordinal);
        foreach (ValueInfoProto input in graph.Inputs)
        {
            if (ActivationMemory.Bytes(shapes.Facts(input.Name)) is not { } bytes)
            {
                return (null, Unknown(input.Name));
            }

            buffers[input.Name] = new Buffer(bytes, birth: 0);
        }

        for (int step = 0; step < nodes.Count; step++)
        {
            NodeProto node = nodes[step];
            if (Subgraphs.HasSubgraph(node) && !graph.IsConstant(node))
            {
                return (null, $"the values inside {NodeText.Describe(node)} are not followed");
            }

            foreach (string value in Subgraphs.ValuesRead(node).Where(buffers.ContainsKey))
            {
                buffers[value].Death = step;
            }

            foreach (string value in node.Output.Where(name => name.Length > 0 && !graph.IsConstant(name)))
            {
                if (value == node.Output[0] && ActivationMemory.IsView(node) && node.Input.Count > 0 && buffers.TryGetValue(node.Input[0], out Buffer? viewed))
                {
                    buffers[value] = viewed;
                }
                else if (ActivationMemory.Bytes(shapes.Facts(value)) is { } bytes)
                {
                    buffers[value] = new Buffer(bytes, step);
                }
                else
                {
                    return (null, Unknown(value));
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

        return (new ActivationTimeline(buffers, nodes), null);

        string Unknown(string value) => $"the shape of '{value}' is {shapes[value]?.ToString() ?? "unknown"}";
    }

    /// <summary>What a convolution finds alive when it runs; null where its output's shape is not known to the last size.</summary>
    /// <param name="node">A convolution of the graph.</param>
    /// <param name="shapes">The shapes of the graph's values.</param>
    public ConvolutionMemory? At(NodeProto node, ShapeTable shapes)
    {
        int step = 0;
        while (step < Nodes.Count && !ReferenceEquals(Nodes[step], node))
        {
            step++;
        }

        if (step == Nodes.Count || !_buffers.TryGetValue(node.Output[0], out Buffer? output) || shapes[node.Output[0]]?.TryGetSizes() is not { Length: > 1 })
        {
            return null;
        }

        _ = _buffers.TryGetValue(node.Input[0], out Buffer? input);
        // The bias is read by the last stage.
        bool stays = input is not null
            && (input.Death > step || (node.Input.Count > 2 && _buffers.TryGetValue(node.Input[2], out Buffer? bias) && ReferenceEquals(bias, input)));
        long read = input?.Bytes ?? 0;
        return new ConvolutionMemory(_alive[step] - read - output.Bytes, read, stays, output.Bytes);
    }

    private static long[] Sum(IEnumerable<Buffer> buffers, int steps)
    {
        long[] change = new long[steps + 1];
        foreach (Buffer buffer in buffers.Where(buffer => buffer.Death < steps))
        {
            change[buffer.Birth] = checked(change[buffer.Birth] + buffer.Bytes);
            change[buffer.Death + 1] = checked(change[buffer.Death + 1] - buffer.Bytes);
        }

        long[] alive = new long[steps];
        long sum = 0;
        for (int step = 0; step < steps; step++)
        {
            sum = checked(sum + change[step]);
            alive[step] = sum;
        }

        return alive;
    }

    // A class: views share one, and reading any of them prolongs its life. A record would be compared by its numbers.
    private sealed class Buffer(long bytes, int birth)
    {
        public long Bytes { get; } = bytes;

        public int Birth { get; } = birth;

        public int Death { get; set; } = birth;
    }
}
