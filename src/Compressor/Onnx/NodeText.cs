using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>How nodes are named in messages.</summary>
internal static class NodeText
{
    /// <summary>For example <c>Conv 'layer1.0.conv1'</c>; a node without a name goes by its first output.</summary>
    public static string Describe(NodeProto node) => $"{node.OpType} '{NameOf(node)}'";

    /// <summary>The node's name, or its first output's where it has none, as many exporters leave it.</summary>
    public static string NameOf(NodeProto node) =>
        node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault(name => name.Length > 0) ?? "";
}
