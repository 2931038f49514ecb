using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Runtime.Profiles.Networks;

namespace RsdtrEdge.Compressor.Latency;

/// <summary>Makes the outline of a network, with which a board that does not have the model can time it.</summary>
internal static class NetworkOutlines
{
    // Smaller tensors, and those of one axis, may be sizes, bounds or biases, with which random numbers would make another network.
    private const long LeastWeight = 64;

    // A graph beyond it is no list's to carry.
    private const int MostGraphBytes = 4 * 1024 * 1024;

    /// <summary>The outline of a network with one image as its input.</summary>
    /// <param name="canonical">The canonical network.</param>
    /// <param name="shapes">The shapes of its values, with an open batch taken as 1.</param>
    /// <returns>
    /// Null where the network cannot be timed by itself: it has another input than one of float32 with known sizes, the size of a
    /// convolution or product is unknown, or its graph is too large.
    /// </returns>
    public static NetworkOutline? Of(OnnxModel canonical, ShapeTable shapes)
    {
        if (canonical.Graph.Inputs is not [{ } input] || input.Type?.TensorType is not { ElemType: (int)TensorProto.Types.DataType.Float }
            || shapes[input.Name]?.TryGetSizes() is not { } sizes || sizes.Any(size => size < 1)
            || NetworkRest.Of(canonical.Graph, shapes) is not { } network)
        {
            return null;
        }

        ModelProto model = canonical.Proto.Clone();
        model.MetadataProps.Clear();
        model.Graph.ValueInfo.Clear();
        ValueInfoProto declared = model.Graph.Input.Single(value => value.Name == input.Name);
        declared.Type.TensorType.Shape = new TensorShapeProto { Dim = { sizes.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }) } };
        TensorProto[] weights = [.. model.Graph.Initializer.Where(IsWeight)];
        foreach (TensorProto weight in weights)
        {
            model.Graph.Initializer.Remove(weight);
        }

        ByteString graph = model.ToByteString();
        return graph.Length > MostGraphBytes ? null : new NetworkOutline
        {
            Rest = network.Name,
            Stages = network.Stages,
            Weights = [.. weights.Select(weight => new OutlineWeight(weight.Name, [.. weight.Dims.Select(size => checked((int)size))]))],
            Graph = graph.Memory,
        };
    }

    private static bool IsWeight(TensorProto tensor) =>
        tensor.DataType == (int)TensorProto.Types.DataType.Float && tensor.Dims.Count >= 2 && TensorSizes.ElementCount(tensor) > LeastWeight;
}
