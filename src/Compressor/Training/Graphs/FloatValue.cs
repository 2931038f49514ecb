using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>Declares inputs and outputs of training graphs.</summary>
internal static class FloatValue
{
    /// <summary>A float32 value of a known shape; no sizes are a scalar's.</summary>
    public static ValueInfoProto Of(string name, params IReadOnlyList<long> sizes)
    {
        ValueInfoProto value = OfAnyShape(name);
        value.Type.TensorType.Shape = new TensorShapeProto();
        value.Type.TensorType.Shape.Dim.AddRange(sizes.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return value;
    }

    /// <summary>A float32 value whose shape is not declared.</summary>
    public static ValueInfoProto OfAnyShape(string name) => new()
    {
        Name = name,
        Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float } },
    };
}
