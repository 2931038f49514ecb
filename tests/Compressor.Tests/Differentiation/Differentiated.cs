using RsdtrEdge.Compressor.Differentiation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Differentiation;

/// <summary>
/// A network and its gradient graph, both loaded. The network's values of interest can be shifted: that is what derivatives are held to.
/// </summary>
internal sealed class Differentiated : IDisposable
{
    private readonly InferenceSession _forward;
    private readonly InferenceSession? _backward;
    private readonly string[] _outputs;

    public Differentiated(OnnxModel model, params string[] values)
        : this(model, ownOperators: false, values)
    {
    }

    public Differentiated(OnnxModel model, bool ownOperators, params string[] values)
    {
        Shapes = ShapeInference.Infer(model);
        Graph = GradientGraph.Of(model, Shapes, values, ownOperators: ownOperators);
        _outputs = [.. model.Graph.Outputs.Select(output => output.Name)];
        _forward = ModelRunner.Load(Shiftable(model, values));
        _backward = Graph.GradientOf.Count > 0 ? ModelRunner.Load(Graph.Model) : null;
    }

    public GradientGraph Graph { get; }

    public ShapeTable Shapes { get; }

    /// <summary>The network's outputs, one after the other, with values shifted.</summary>
    public (float[] Numbers, long[] Sizes)[] Forward(
        Dictionary<string, (float[] Numbers, long[] Sizes)> inputs, IReadOnlyDictionary<string, float[]>? shifts = null)
    {
        Dictionary<string, Tensor> fed = Tensors(inputs);
        foreach (TensorDescription input in _forward.Inputs.Where(input => !inputs.ContainsKey(input.Name)))
        {
            float[]? shift = shifts?.GetValueOrDefault(input.Name[..^"/shift".Length]);
            fed.Add(input.Name, shift is null ? Tensor.Create<float>([0f]) : Tensor.Create<float>(shift, ShiftSizes[input.Name[..^"/shift".Length]]));
        }

        using TensorSet outputs = _forward.Run(fed, _outputs);
        Dispose(fed);
        return [.. outputs.Select(output => (output.ToArray<float>(), output.Dimensions.ToArray()))];
    }

    /// <summary>The sizes of the values' gradients, as the last backward run gave them.</summary>
    public Dictionary<string, long[]> ShiftSizes { get; } = new(StringComparer.Ordinal);

    /// <summary>The gradients of the values for a vector for each output.</summary>
    public Dictionary<string, float[]> Backward(Dictionary<string, (float[] Numbers, long[] Sizes)> inputs, (float[] Numbers, long[] Sizes)[] vectors)
    {
        Dictionary<string, (float[], long[])> all = new(inputs);
        for (int output = 0; output < vectors.Length; output++)
        {
            if (Graph.SeedOf.TryGetValue(_outputs[output], out string? seed))
            {
                all.Add(seed, vectors[output]);
            }
        }

        Dictionary<string, Tensor> fed = Tensors(all);
        using TensorSet outputs = _backward!.Run(fed);
        Dispose(fed);
        foreach ((string value, string gradient) in Graph.GradientOf)
        {
            ShiftSizes[value] = [.. outputs[gradient].Dimensions];
        }

        return Graph.GradientOf.ToDictionary(pair => pair.Key, pair => outputs[pair.Value].ToArray<float>());
    }

    public void Dispose()
    {
        _forward.Dispose();
        _backward?.Dispose();
    }

    public static double Dot(float[] left, float[] right)
    {
        Assert.Equal(left.Length, right.Length);
        return left.Zip(right, (x, y) => (double)x * y).Sum();
    }

    public static double Norm(float[] vector) => Math.Sqrt(Dot(vector, vector));

    // Each value becomes the sum of what it was and of a further input, of which one zero shifts nothing.
    private static OnnxModel Shiftable(OnnxModel model, string[] values)
    {
        ModelProto proto = model.Proto.Clone();
        foreach (string value in values)
        {
            string shifted = $"{value}/shifted";
            foreach (NodeProto node in proto.Graph.Node)
            {
                for (int input = 0; input < node.Input.Count; input++)
                {
                    node.Input[input] = node.Input[input] == value ? shifted : node.Input[input];
                }
            }

            NodeProto sum = NodeBuilder.Node("Add", $"{value}/sum", [value, $"{value}/shift"], [shifted]);
            if (proto.Graph.Output.Any(output => output.Name == value))
            {
                proto.Graph.Node.Single(node => node.Output.Contains(value)).Output[0] = $"{value}/plain";
                foreach (NodeProto node in proto.Graph.Node)
                {
                    for (int input = 0; input < node.Input.Count; input++)
                    {
                        node.Input[input] = node.Input[input] == shifted ? value : node.Input[input];
                    }
                }

                sum = NodeBuilder.Node("Add", $"{value}/sum", [$"{value}/plain", $"{value}/shift"], [value]);
            }

            proto.Graph.Node.Add(sum);
            proto.Graph.Input.Add(new ValueInfoProto
            {
                Name = $"{value}/shift",
                Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float } },
            });
        }

        GraphOrder.CheckAndSort(proto.Graph);
        return new OnnxModel(proto);
    }

    private static Dictionary<string, Tensor> Tensors(Dictionary<string, (float[] Numbers, long[] Sizes)> values) =>
        values.ToDictionary(pair => pair.Key, pair => Tensor.Create<float>(pair.Value.Numbers, pair.Value.Sizes));

    private static void Dispose(Dictionary<string, Tensor> tensors)
    {
        foreach (Tensor tensor in tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
