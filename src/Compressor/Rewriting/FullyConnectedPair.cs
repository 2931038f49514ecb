using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>
/// The low-rank pair W = B A of a fully connected layer as two products: X A^T by a MatMul, which every operator set has and which takes
/// any leading axes, and then the original's own operator with B in the place of W, so that alpha, beta and bias stay what they were.
/// </summary>
internal sealed class FullyConnectedPair
{
    private readonly ChainLayout _layout;
    private readonly string _reduce;
    private readonly string _expand;

    private FullyConnectedPair(ChainLayout layout, string reduce, string expand)
    {
        _layout = layout;
        _reduce = reduce;
        _expand = expand;
    }

    /// <summary>Stores both matrices: A^T [C, r], and B in the order of the weight whose place it takes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="node">One of the nodes that read the weight; all read it in the same order.</param>
    /// <param name="weight">The weight's name.</param>
    /// <param name="factors">The pair.</param>
    /// <exception cref="ArgumentException">The factors are no pair.</exception>
    public static FullyConnectedPair Store(OnnxGraph graph, NodeProto node, string weight, FactorizedKernel factors)
    {
        if (factors is not ChainFactors { Ranks: [int rank] } pair || pair.Layout != ChainLayout.Pair)
        {
            throw new ArgumentException($"A fully connected layer becomes a pair, not {factors.Family} {factors.Plan}.", nameof(factors));
        }

        (int outputs, int inputs) = (factors.Shape.OutputChannels, factors.Shape.InputChannels);
        // The first product always stores its matrix as MatMul does, inputs first.
        FullyConnectedAttributes first = new(OutputsFirst: false, TransposesInput: false, Alpha: 1, Beta: 1);
        FullyConnectedAttributes last = FullyConnectedAttributes.Read(node);
        return new FullyConnectedPair(
            pair.Layout, Add(first, stage: 0, rank, inputs), Add(last, stage: 1, outputs, rank));

        string Add(FullyConnectedAttributes order, int stage, int rows, int columns) => InitializerPlacement.Add(
            graph, $"{weight}/{pair.Layout.TextOf(stage)}", order.Order<long>(rows, columns),
            order.ToStored(Array.ConvertAll(pair.Stages[stage], number => (float)number), rows));
    }

    /// <summary>The two nodes that take a node's place.</summary>
    public NodeProto[] ToNodes(OnnxGraph graph, NodeProto node)
    {
        NodeNames names = new(graph);
        string name = NodeText.NameOf(node);
        (string first, string last) = (_layout.TextOf(0).ToLowerInvariant(), _layout.TextOf(1).ToLowerInvariant());
        string between = graph.UniqueName($"{node.Output[0]}/{first}");
        NodeProto reduce = NodeBuilder.Node("MatMul", names.Unique($"{name}/{first}"), [node.Input[0], _reduce], [between]);
        NodeProto expand = node.Clone();
        expand.Name = names.Unique($"{name}/{last}");
        expand.Input[0] = between;
        expand.Input[1] = _expand;
        return [reduce, expand];
    }
}
