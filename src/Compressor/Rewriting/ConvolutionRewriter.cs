using System.Globalization;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>
/// Puts the chain of small convolutions in the place of a convolution whose kernel was factorized. Several convolutions
/// that share a kernel share its factors.
/// </summary>
internal static class ConvolutionRewriter
{
    /// <summary>Rewrites all convolutions that read a weight.</summary>
    /// <param name="graph">The graph, which is changed.</param>
    /// <param name="weight">The name of a weight that only convolutions read: group 1, two spatial axes, of the factors' shape.</param>
    /// <param name="factors">What stands for the weight.</param>
    public static void Rewrite(OnnxGraph graph, string weight, FactorizedKernel factors)
    {
        IReadOnlyList<NodeProto> nodes = graph.Consumers(weight);
        ChainStage[] stages = factors switch
        {
            RingFactors ring => RingChain.Store(graph, nodes[0], weight, ring),
            ChainFactors chain => StageChain.Store(graph, weight, chain),
            _ => throw new ArgumentException($"No chain is known for {factors.GetType().Name}.", nameof(factors)),
        };
        foreach (NodeProto node in nodes)
        {
            graph.Replace(node, ToNodes(graph, node, factors.Shape, stages));
        }

        graph.RemoveUnusedInitializers();
    }

    /// <summary>Puts another kernel of the same shape in the place of a weight: the dense network that the factors stand for.</summary>
    public static void ReplaceKernel(OnnxGraph graph, string weight, ReadOnlySpan<float> kernel)
    {
        TensorProto tensor = graph.Initializer(weight) ?? throw new ArgumentException($"No initializer '{weight}'.", nameof(weight));
        TensorProto replacement = TensorBuilder.Floats(weight, [.. tensor.Dims], kernel);
        int index = graph.Proto.Initializer.IndexOf(tensor);
        graph.Proto.Initializer[index] = replacement;
        graph.Changed();
    }

    /// <summary>Whether all convolutions that read a weight have a stored bias; adding one where there is none would add parameters.</summary>
    public static bool CanShiftBias(OnnxGraph graph, string weight) => graph.Consumers(weight).All(node => StoredBias(graph, node) is not null);

    /// <summary>Adds to the bias of the convolutions that read a weight.</summary>
    public static void ShiftBias(OnnxGraph graph, string weight, ReadOnlySpan<float> shift)
    {
        foreach (NodeProto node in graph.Consumers(weight))
        {
            if (StoredBias(graph, node) is { } bias)
            {
                float[] values = TensorReader.ToFloats(bias);
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] += shift[i];
                }

                // Under a new name: another convolution may share the bias.
                node.Input[2] = InitializerPlacement.Add(graph, $"{bias.Name}/shifted", [.. bias.Dims], values);
                graph.Changed();
            }
        }

        graph.RemoveUnusedInitializers();
    }

    private static TensorProto? StoredBias(OnnxGraph graph, NodeProto node) =>
        node.Input.Count > 2 && graph.Initializer(node.Input[2]) is { DataType: (int)TensorProto.Types.DataType.Float } bias ? bias : null;

    private static NodeProto[] ToNodes(OnnxGraph graph, NodeProto node, KernelShape shape, ChainStage[] stages)
    {
        ConvolutionAttributes geometry = ConvolutionAttributes.Read(node, [shape.Height, shape.Width]);
        string autoPad = node.GetString("auto_pad", "NOTSET");
        string name = NodeText.NameOf(node);
        HashSet<string> taken = [.. graph.Nodes.Select(other => other.Name)];
        string value = node.Input[0];
        NodeProto[] nodes = new NodeProto[stages.Length];
        for (int i = 0; i < stages.Length; i++)
        {
            bool isLast = i == stages.Length - 1;
            string output = isLast ? node.Output[0] : graph.UniqueName($"{node.Output[0]}/{stages[i].Suffix}");
            List<string> inputs = [value, stages[i].Weight];
            if (isLast && node.Input.Count > 2 && node.Input[2].Length > 0)
            {
                inputs.Add(node.Input[2]);
            }

            nodes[i] = NodeBuilder.Node("Conv", UniqueNodeName(taken, $"{name}/{stages[i].Suffix}"), inputs, [output], stages[i].AttributesFor(geometry, autoPad));
            value = output;
        }

        if (node.HasDocString)
        {
            // What the original node said about itself belongs to the node that produces its output.
            nodes[^1].DocString = node.DocString;
        }

        return nodes;
    }

    // ONNX Runtime refuses two nodes of one name. Nodes and values may share names.
    private static string UniqueNodeName(HashSet<string> taken, string hint)
    {
        string name = hint;
        for (int number = 1; !taken.Add(name); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{hint}_{number}");
        }

        return name;
    }
}
