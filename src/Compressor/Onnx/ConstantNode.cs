using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>Reads the value of a Constant node in each of its dense numeric forms.</summary>
internal static class ConstantNode
{
    public static bool Is(NodeProto node) => node.OpType == "Constant" && OperatorDomain.IsDefault(node.Domain);

    /// <summary>
    /// The value: the tensor itself for <c>value</c>, a new one for <c>value_float(s)</c> and <c>value_int(s)</c>;
    /// null for strings and sparse tensors, and for a node that is no Constant.
    /// </summary>
    public static TensorProto? TryRead(NodeProto node)
    {
        if (!Is(node) || node.Output.Count != 1)
        {
            return null;
        }

        string name = node.Output[0];
        if (node.GetTensor("value") is { } tensor)
        {
            return tensor;
        }

        if (node.TryGetFloat("value_float") is { } single)
        {
            return TensorBuilder.Floats(name, [], [single]);
        }

        if (node.GetFloats("value_floats") is { } floats)
        {
            return TensorBuilder.Floats(name, [floats.Length], floats);
        }

        if (node.TryGetInt("value_int") is { } integer)
        {
            return TensorBuilder.Int64s(name, [], [integer]);
        }

        return node.GetInts("value_ints") is { } integers ? TensorBuilder.Int64s(name, [integers.Length], integers) : null;
    }
}
