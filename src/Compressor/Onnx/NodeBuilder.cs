using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx.Proto;
using static RsdtrEdge.Compressor.Onnx.Proto.AttributeProto.Types;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>Makes nodes and their attributes.</summary>
internal static class NodeBuilder
{
    /// <summary>A node of ONNX's own operators.</summary>
    /// <param name="opType">The operator.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="inputs">The values it reads; an empty name is an optional input left out.</param>
    /// <param name="outputs">The values it produces.</param>
    /// <param name="attributes">Its attributes, from <see cref="Int"/>, <see cref="Ints"/>, ...</param>
    public static NodeProto Node(
        string opType, string name, IEnumerable<string> inputs, IEnumerable<string> outputs, params IEnumerable<AttributeProto> attributes)
    {
        NodeProto node = new() { OpType = opType, Name = name };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(attributes);
        return node;
    }

    public static AttributeProto Int(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };

    public static AttributeProto Ints(string name, params IEnumerable<long> values)
    {
        AttributeProto attribute = new() { Name = name, Type = AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    public static AttributeProto Float(string name, float value) => new() { Name = name, Type = AttributeType.Float, F = value };

    public static AttributeProto Floats(string name, params IEnumerable<float> values)
    {
        AttributeProto attribute = new() { Name = name, Type = AttributeType.Floats };
        attribute.Floats.AddRange(values);
        return attribute;
    }

    public static AttributeProto String(string name, string value) =>
        new() { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Tensor(string name, TensorProto value) => new() { Name = name, Type = AttributeType.Tensor, T = value };

    public static AttributeProto Graph(string name, GraphProto value) => new() { Name = name, Type = AttributeType.Graph, G = value };
}
