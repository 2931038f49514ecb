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

    /// <summary>
    /// Whether the biases of all nodes that read a weight can be shifted and the network stores no more than before: each node has one, and nothing reads it
    /// that it would have to stay for as it is.
    /// </summary>
    public static bool CanShiftBias(OnnxGraph graph, string weight)
    {
        StoredBias?[] biases = [.. graph.Consumers(weight).Select(node => StoredBias.Find(graph, node))];
        return Array.TrueForAll(biases, bias => bias is not null)
            && biases.GroupBy(bias => bias!.Tensor.Name, StringComparer.Ordinal).All(readers => IsShiftedWhole(graph, readers.Key, [.. readers.Select(bias => bias!)]));
    }

    /// <summary>Adds to the bias of the nodes that read a weight what makes up for a change of their product.</summary>
    /// <remarks>Nodes that share a bias share the shifted one. Where something else reads it, too, it stays for that, and the network stores more (<see cref="CanShiftBias"/>).</remarks>
    /// <param name="graph">The graph, which is changed.</param>
    /// <param name="weight">The weight's name.</param>
    /// <param name="shift">What the kernel's product with its input lost, T numbers; a Gemm's alpha and beta are seen to.</param>
    public static void ShiftBias(OnnxGraph graph, string weight, ReadOnlySpan<float> shift)
    {
        Dictionary<(string Bias, float Scale), string> shifted = [];
        foreach (NodeProto node in graph.Consumers(weight))
        {
            if (StoredBias.Find(graph, node) is { } bias)
            {
                if (!shifted.TryGetValue((bias.Tensor.Name, bias.Scale), out string? name))
                {
                    name = AddShifted(graph, bias, shift);
                    shifted.Add((bias.Tensor.Name, bias.Scale), name);
                }

                bias.Reader.Input[bias.Input] = name;
                graph.Changed();
            }
        }

        graph.RemoveUnusedInitializers();
    }

    // One tensor, of which nothing is left once all its readers read the shifted one.
    private static bool IsShiftedWhole(OnnxGraph graph, string bias, StoredBias[] readers) =>
        !graph.IsOutput(bias) && Array.TrueForAll(readers, reader => reader.Scale.Equals(readers[0].Scale))
        && graph.Consumers(bias).All(consumer => Array.Exists(readers, reader => ReferenceEquals(reader.Reader, consumer)));

    // Under a new name: another layer may share the bias.
    private static string AddShifted(OnnxGraph graph, StoredBias bias, ReadOnlySpan<float> shift)
    {
        float[] values = TensorReader.ToFloats(bias.Tensor);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] += bias.Scale * shift[i];
        }

        return InitializerPlacement.Add(graph, $"{bias.Tensor.Name}/shifted", [.. bias.Tensor.Dims], values);
    }

    private static float[] Reorder(NodeProto node, TensorProto tensor, ReadOnlySpan<float> kernel)
    {
        FullyConnectedAttributes attributes = FullyConnectedAttributes.Read(node);
        return attributes.ToStored(kernel, (int)tensor.Dims[attributes.OutputsFirst ? 0 : 1]);
    }
}
