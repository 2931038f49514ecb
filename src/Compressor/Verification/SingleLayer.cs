using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Verification;

/// <summary>
/// One layer of a network by itself, fed where the network feeds it. What lies behind a decision may get nothing of noise, as the head of a detector whose suppression leaves no boxes:
/// then no run of the whole network says whether it is right.
/// </summary>
internal static class SingleLayer
{
    private static readonly HashSet<string> Layers = new(StringComparer.Ordinal) { "Conv", "Gemm", "MatMul" };

    /// <summary>The layers that a rewriting has changed and that a stored weight and a constant bias make: those inside of subgraphs are not among them.</summary>
    /// <param name="rewritten">The rewritten network.</param>
    /// <param name="reconstructed">The network with the reconstructed dense kernels.</param>
    /// <returns>Nodes of the second, in the order of execution.</returns>
    public static IReadOnlyList<NodeProto> Changed(OnnxModel rewritten, OnnxModel reconstructed)
    {
        OnnxGraph graph = reconstructed.Graph;
        return
        [
            .. graph.Nodes.Where(node => Layers.Contains(node.OpType) && OperatorDomain.IsDefault(node.Domain) && !graph.IsConstant(node)
                && node.Input.Count >= 2 && graph.Initializer(node.Input[1]) is { DataType: (int)DataType.Float, Dims.Count: >= 2 }
                && node.Input.Skip(2).All(input => input.Length == 0 || graph.IsConstant(input)) && node.GetInt("transA", 0) == 0
                && (rewritten.Graph.IsInput(node.Input[0]) || rewritten.Graph.Producer(node.Input[0]) is not null)
                && rewritten.Graph.Producer(node.Output[0]) is { } maker && !maker.Equals(node)),
        ];
    }

    /// <summary>A network of the layer alone, as a model has it.</summary>
    /// <param name="model">Either of the two networks.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="reconstructed">The network that the layer is a node of.</param>
    public static OnnxModel Of(OnnxModel model, NodeProto layer, OnnxModel reconstructed)
    {
        OnnxGraph graph = model.Graph;
        HashSet<string> needed = new(StringComparer.Ordinal) { layer.Output[0] };
        List<NodeProto> nodes = [];
        foreach (NodeProto node in graph.Nodes.Reverse().Where(node => node.Output.Any(needed.Contains) && !node.Output.Contains(layer.Input[0])))
        {
            nodes.Insert(0, node.Clone());
            needed.UnionWith(Subgraphs.ValuesRead(node));
        }

        ModelProto alone = new() { IrVersion = model.Proto.IrVersion, Graph = new GraphProto { Name = layer.Output[0] } };
        alone.OpsetImport.AddRange(model.Proto.OpsetImport.Select(opset => opset.Clone()));
        alone.Functions.AddRange(model.Proto.Functions.Select(function => function.Clone()));
        alone.Graph.Node.AddRange(nodes);
        alone.Graph.Initializer.AddRange(model.Proto.Graph.Initializer.Where(tensor => needed.Contains(tensor.Name) && tensor.Name != layer.Input[0]));
        TypeProto.Types.Tensor type = new() { ElemType = (int)DataType.Float, Shape = new TensorShapeProto() };
        type.Shape.Dim.AddRange(InputSizes(layer, reconstructed.Graph.Initializer(layer.Input[1])!).Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        alone.Graph.Input.Add(new ValueInfoProto { Name = layer.Input[0], Type = new TypeProto { TensorType = type } });
        alone.Graph.Output.Add(new ValueInfoProto { Name = layer.Output[0] });
        return new OnnxModel(alone);
    }

    // Enough for two positions along each axis.
    private static long[] InputSizes(NodeProto layer, TensorProto weight)
    {
        if (layer.OpType != "Conv")
        {
            return [2, layer.OpType == "Gemm" && layer.GetInt("transB", 0) != 0 ? weight.Dims[^1] : weight.Dims[^2]];
        }

        long[]? strides = layer.GetInts("strides"), dilations = layer.GetInts("dilations");
        return
        [
            1, weight.Dims[1] * layer.GetInt("group", 1),
            .. weight.Dims.Skip(2).Select((size, axis) => ((size - 1) * (dilations?[axis] ?? 1)) + 1 + (strides?[axis] ?? 1)),
        ];
    }
}
