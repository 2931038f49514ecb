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

    /// <summary>The peak in bytes, or null with the reason: a value whose size is unknown, or a node with a subgraph, inside which values live that are not followed.</summary>
    /// <exception cref="OverflowException">The figure does not fit 64 bits.</exception>
    public static (long? Peak, string? UnknownReason) Peak(OnnxGraph graph, ShapeTable shapes)
    {
        (ActivationTimeline? timeline, string? unknownReason) = ActivationTimeline.Of(graph, shapes);
        return (timeline?.Peak, unknownReason);
    }

    /// <summary>Whether a node's output shares its input's memory.</summary>
    public static bool IsView(NodeProto node) => OperatorDomain.IsDefault(node.Domain) && Views.Contains(node.OpType);
}
