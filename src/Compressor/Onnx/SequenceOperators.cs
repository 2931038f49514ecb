using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>Operators that give no tensor but a sequence or an optional, which a session is neither fed with nor asked for.</summary>
internal static class SequenceOperators
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "SequenceConstruct", "SequenceEmpty", "SequenceErase", "SequenceInsert", "SequenceMap", "SplitToSequence", "Optional",
    };

    /// <summary>Whether a node is one of them.</summary>
    public static bool Contain(NodeProto node) => OperatorDomain.IsDefault(node.Domain) && Names.Contains(node.OpType);
}
