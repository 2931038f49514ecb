using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Pipeline.SpeedGuarantee;

/// <summary>A network of one node of a layer alone, to time it: <c>x</c> times the weight <c>w</c> gives <c>y</c>, without a bias.</summary>
internal static class LayerNetwork
{
    /// <summary>The name of the weight.</summary>
    public const string Weight = "w";

    // The third operand of a Gemm: zero, and stored only where the operator set asks for one.
    private const string Nothing = "zero";

    /// <summary>Makes the network.</summary>
    /// <param name="canonical">The network that the layer is of: its weight and its operator set are taken.</param>
    /// <param name="layer">A layer whose sizes are known and whose weight is stored.</param>
    /// <param name="index">Which of its nodes.</param>
    public static OnnxModel Of(OnnxModel canonical, NetworkLayer layer, int index)
    {
        ConvolutionSize size = layer.Sizes![index];
        NodeProto node = layer.Nodes[index].Clone();
        while (node.Input.Count > 2)
        {
            node.Input.RemoveAt(node.Input.Count - 1);
        }

        (node.Input[0], node.Input[1], node.Output[0]) = ("x", Weight, "y");
        TensorProto weight = canonical.Graph.Initializer(layer.Weight)!.Clone();
        weight.Name = Weight;
        GraphProto graph = new() { Name = layer.Name };
        graph.Node.Add(node);
        graph.Initializer.Add(weight);
        if (node.OpType == "Gemm" && canonical.OpsetVersion() < FirstGemmOfTwoOperands)
        {
            node.Input.Add(Nothing);
            graph.Initializer.Add(TensorBuilder.Floats(Nothing, [], [0]));
        }

        graph.Input.Add(Float("x", layer.Kind == LayerKind.FullyConnected
            ? [checked(size.InputHeight * size.InputWidth), size.InChannels]
            : [1, size.InChannels, size.InputHeight, size.InputWidth]));
        graph.Output.Add(Float("y"));
        ModelProto model = new() { IrVersion = Math.Max(canonical.Proto.IrVersion, FirstVersionWithoutInputsForWeights), Graph = graph };
        model.OpsetImport.AddRange(canonical.Proto.OpsetImport.Select(opset => opset.Clone()));
        return new OnnxModel(model);
    }

    // Before it every initializer had to be an input, too.
    private const long FirstVersionWithoutInputsForWeights = 4;

    // Before it a Gemm has to have a bias.
    private const long FirstGemmOfTwoOperands = 11;

    // A value; without sizes they are left open.
    private static ValueInfoProto Float(string name, params long[] sizes)
    {
        TypeProto.Types.Tensor tensor = new() { ElemType = (int)DataType.Float };
        if (sizes.Length > 0)
        {
            tensor.Shape = new TensorShapeProto();
            tensor.Shape.Dim.AddRange(sizes.Select(dim => new TensorShapeProto.Types.Dimension { DimValue = dim }));
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
