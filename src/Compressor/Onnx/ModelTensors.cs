using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>Finds every tensor that a model stores: initializers, sparse ones, attributes, subgraphs, functions.</summary>
internal static class ModelTensors
{
    public static IEnumerable<LocatedTensor> All(ModelProto model) =>
        Of(model.Graph).Concat(model.Functions.SelectMany(function => OfNodes(function.Node)));

    public static IEnumerable<LocatedTensor> Of(GraphProto? graph)
    {
        if (graph is null)
        {
            return [];
        }

        return graph.Initializer.Select(tensor => new LocatedTensor(tensor, $"initializer '{tensor.Name}'"))
            .Concat(graph.SparseInitializer.SelectMany(sparse => OfSparse(sparse, $"sparse initializer '{sparse.Values?.Name}'")))
            .Concat(OfNodes(graph.Node));
    }

    private static IEnumerable<LocatedTensor> OfNodes(IEnumerable<NodeProto> nodes) =>
        nodes.SelectMany(node => node.Attribute, OfAttribute).SelectMany(tensors => tensors);

    private static IEnumerable<LocatedTensor> OfAttribute(NodeProto node, AttributeProto attribute)
    {
        string place = $"attribute '{attribute.Name}' of {NodeText.Describe(node)}";
        if (attribute.T is not null)
        {
            yield return new LocatedTensor(attribute.T, place);
        }

        foreach (TensorProto tensor in attribute.Tensors)
        {
            yield return new LocatedTensor(tensor, place);
        }

        foreach (GraphProto graph in Subgraphs.Of(attribute))
        {
            foreach (LocatedTensor tensor in Of(graph))
            {
                yield return tensor;
            }
        }
    }

    private static IEnumerable<LocatedTensor> OfSparse(SparseTensorProto sparse, string place)
    {
        if (sparse.Values is not null)
        {
            yield return new LocatedTensor(sparse.Values, place);
        }

        if (sparse.Indices is not null)
        {
            yield return new LocatedTensor(sparse.Indices, place);
        }
    }
}
