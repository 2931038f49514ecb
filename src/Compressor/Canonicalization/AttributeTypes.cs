using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using static RsdtrEdge.Compressor.Onnx.Proto.AttributeProto.Types;

namespace RsdtrEdge.Compressor.Canonicalization;

/// <summary>Writes the types of attributes that do not state them: files of IR version 1 do not, and ONNX Runtime requires them.</summary>
internal static class AttributeTypes
{
    /// <summary>Applies the pass.</summary>
    /// <returns>How many attributes got a type.</returns>
    public static int Apply(OnnxModel model) => Apply(model.Proto.Graph);

    private static int Apply(GraphProto graph)
    {
        int count = 0;
        foreach (AttributeProto attribute in graph.Node.SelectMany(node => node.Attribute))
        {
            // A reference to a function's parameter has its type there.
            if (attribute.Type == AttributeType.Undefined && !attribute.HasRefAttrName && TypeOf(attribute) is var type and not AttributeType.Undefined)
            {
                attribute.Type = type;
                count++;
            }

            count += Subgraphs.Of(attribute).Sum(Apply);
        }

        return count;
    }

    private static AttributeType TypeOf(AttributeProto attribute) => attribute switch
    {
        { HasI: true } => AttributeType.Int,
        { HasF: true } => AttributeType.Float,
        { HasS: true } => AttributeType.String,
        { T: not null } => AttributeType.Tensor,
        { G: not null } => AttributeType.Graph,
        { Ints.Count: > 0 } => AttributeType.Ints,
        { Floats.Count: > 0 } => AttributeType.Floats,
        { Strings.Count: > 0 } => AttributeType.Strings,
        { Tensors.Count: > 0 } => AttributeType.Tensors,
        { Graphs.Count: > 0 } => AttributeType.Graphs,
        _ => AttributeType.Undefined,
    };
}
