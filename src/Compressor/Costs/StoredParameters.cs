using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Costs;

/// <summary>
/// Counts parameters: the floating-point numbers that a file stores as tensors with at least one axis, in initializers and Constant
/// nodes, in the main graph, subgraphs and functions. Scalars (for example the bounds of a Clip) are settings of an operator and
/// integers are shapes and indices: neither counts. A stored tensor counts once, however many nodes read or repeat it.
/// </summary>
internal static class StoredParameters
{
    /// <summary>All that a model stores.</summary>
    public static long Count(ModelProto model) =>
        checked(Count(model.Graph) + model.Functions.SelectMany(function => function.Node).Sum(OfNode));

    /// <summary>The parameters of a tensor; 0 for scalars and for types that are not floating-point.</summary>
    public static long Of(TensorProto tensor) =>
        tensor.Dims.Count > 0 && ElementTypes.IsFloatingPoint(tensor.DataType) ? TensorSizes.ElementCount(tensor) : 0;

    private static long Count(GraphProto graph) => checked(
        graph.Initializer.Sum(Of)
        + graph.SparseInitializer.Sum(sparse => sparse.Values is null ? 0 : Of(sparse.Values))
        + graph.Node.Sum(OfNode));

    private static long OfNode(NodeProto node) => checked(
        (ConstantNode.TryRead(node) is { } tensor ? Of(tensor) : 0)
        + Subgraphs.Of(node).Sum(Count));
}
