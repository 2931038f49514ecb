using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>
/// Changes the layers that read a weight: puts the chain of small convolutions, or the two products of a pair, in the place of those
/// whose kernel was factorized; puts another kernel in; moves biases. Several nodes that share a kernel share its factors.
/// </summary>
internal static class ConvolutionRewriter
{
    /// <summary>Rewrites all nodes that read a weight.</summary>
    /// <param name="graph">The graph, which is changed.</param>
    /// <param name="weight">
    /// The name of a weight that only layers of one kind read: convolutions of group 1 with two spatial axes, or fully connected
    /// layers that all read it in the same order.
    /// </param>
    /// <param name="factors">What stands for the weight; of fully connected layers a pair.</param>
    /// <exception cref="ArgumentException">The factors are not of a family that can run there.</exception>
    public static void Rewrite(OnnxGraph graph, string weight, FactorizedKernel factors)
    {
        IReadOnlyList<NodeProto> nodes = graph.Consumers(weight);
        Func<NodeProto, NodeProto[]> toNodes;
        if (FullyConnectedAttributes.Describes(nodes[0]))
        {
            FullyConnectedPair pair = FullyConnectedPair.Store(graph, nodes[0], weight, factors);
            toNodes = node => pair.ToNodes(graph, node);
        }
        else
        {
            ConvolutionChain chain = ConvolutionChain.Store(graph, nodes[0], weight, factors);
            toNodes = node => chain.ToNodes(graph, node);
        }

        foreach (NodeProto node in nodes)
        {
            graph.Replace(node, toNodes(node));
        }

        graph.RemoveUnusedInitializers();
    }

    /// <summary>Puts another kernel of the same shape in the place of a weight: the dense network that the factors stand for.</summary>
    /// <param name="graph">The graph, which is changed.</param>
    /// <param name="weight">The weight's name.</param>
    /// <param name="kernel">T C kh kw numbers; of a fully connected layer T x C, in whatever order the weight is stored.</param>
    /// <exception cref="ArgumentException">The weight is not stored, or has another number of elements.</exception>
    public static void ReplaceKernel(OnnxGraph graph, string weight, ReadOnlySpan<float> kernel)
    {
        TensorProto tensor = graph.Initializer(weight) ?? throw new ArgumentException($"No initializer '{weight}'.", nameof(weight));
        float[]? reordered = graph.Consumers(weight) is [var first, ..] && FullyConnectedAttributes.Describes(first)
            ? Reorder(first, tensor, kernel)
            : null;
        TensorProto replacement = TensorBuilder.Floats(weight, [.. tensor.Dims], reordered ?? kernel);
        int index = graph.Proto.Initializer.IndexOf(tensor);
        graph.Proto.Initializer[index] = replacement;
        graph.Changed();
    }

    /// <summary>Whether all nodes that read a weight have a stored bias; adding one where there is none would add parameters.</summary>
    public static bool CanShiftBias(OnnxGraph graph, string weight) => graph.Consumers(weight).All(node => StoredBias.Find(graph, node) is not null);

    /// <summary>Adds to the bias of the nodes that read a weight what makes up for a change of their product.</summary>
    /// <param name="graph">The graph, which is changed.</param>
    /// <param name="weight">The weight's name.</param>
    /// <param name="shift">What the kernel's product with its input lost, T numbers; a Gemm's alpha and beta are seen to.</param>
    public static void ShiftBias(OnnxGraph graph, string weight, ReadOnlySpan<float> shift)
    {
        foreach (NodeProto node in graph.Consumers(weight))
        {
            if (StoredBias.Find(graph, node) is { } bias)
            {
                float[] values = TensorReader.ToFloats(bias.Tensor);
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] += bias.Scale * shift[i];
                }

                // Under a new name: another layer may share the bias.
                bias.Reader.Input[bias.Input] = InitializerPlacement.Add(graph, $"{bias.Tensor.Name}/shifted", [.. bias.Tensor.Dims], values);
                graph.Changed();
            }
        }

        graph.RemoveUnusedInitializers();
    }

    private static float[] Reorder(NodeProto node, TensorProto tensor, ReadOnlySpan<float> kernel)
    {
        FullyConnectedAttributes attributes = FullyConnectedAttributes.Read(node);
        return attributes.ToStored(kernel, (int)tensor.Dims[attributes.OutputsFirst ? 0 : 1]);
    }
}
