using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>
/// The low-rank pair W = B A of a fully connected layer as two products: X A^T by a MatMul, which every operator set has and which takes
/// any leading axes, and then the original's own operator with B in the place of W, so that alpha, beta and bias stay what they were.
/// Merged, it is the original's operator alone, over a matrix that a MatMul makes of both when the model is loaded.
/// </summary>
internal sealed class FullyConnectedPair
{
    private readonly ChainPlan _plan;
    private readonly string? _reduce;
    private readonly string _expand;

    private FullyConnectedPair(ChainPlan plan, string? reduce, string expand)
    {
        _plan = plan;
        _reduce = reduce;
        _expand = expand;
    }

    /// <summary>Stores both matrices: A^T [C, r], and B in the order of the weight whose place it takes; merged, A in that order, too.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="node">The first of the nodes that read the weight; all read it in the same order.</param>
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
        FullyConnectedAttributes last = FullyConnectedAttributes.Read(node);
        // The first product always stores its matrix as MatMul does, inputs first.
        FullyConnectedAttributes first = pair.RunsDense ? last : new(OutputsFirst: false, TransposesInput: false, Alpha: 1, Beta: 1);
        FoldedValue reduce = Add(first, stage: 0, rank, inputs);
        FoldedValue expand = Add(last, stage: 1, outputs, rank);
        if (!pair.RunsDense)
        {
            return new FullyConnectedPair(pair.Execution, reduce.Name, expand.Name);
        }

        // [T, C] = B A, or [C, T] = A^T B^T.
        (FoldedValue left, FoldedValue right) = last.OutputsFirst ? (expand, reduce) : (reduce, expand);
        FoldedValue product = new FoldedNodes(graph, node).Product(
            $"{weight}/{pair.Execution.TextOf(0)}", left, right, last.Order<long>(outputs, inputs));
        return new FullyConnectedPair(pair.Execution, reduce: null, product.Name);

        FoldedValue Add(FullyConnectedAttributes order, int stage, int rows, int columns)
        {
            long[] shape = order.Order<long>(rows, columns);
            return new FoldedValue(
                InitializerPlacement.Add(
                    graph, $"{weight}/{pair.Layout.TextOf(stage)}", shape,
                    order.ToStored(Array.ConvertAll(pair.Stages[stage], number => (float)number), rows)),
                shape);
        }
    }

    /// <summary>The nodes that take a node's place: two, or one where the pair is merged.</summary>
    public NodeProto[] ToNodes(OnnxGraph graph, NodeProto node)
    {
        NodeNames names = new(graph);
        string name = NodeText.NameOf(node);
        string last = _plan.TextOf(_plan.Running.StageCount - 1).ToLowerInvariant();
        NodeProto expand = node.Clone();
        expand.Input[1] = _expand;
        if (_reduce is null)
        {
            expand.Name = names.Unique($"{name}/{last}");
            return [expand];
        }

        string first = _plan.TextOf(0).ToLowerInvariant();
        string between = graph.UniqueName($"{node.Output[0]}/{first}");
        NodeProto reduce = NodeBuilder.Node("MatMul", names.Unique($"{name}/{first}"), [node.Input[0], _reduce], [between]);
        expand.Name = names.Unique($"{name}/{last}");
        expand.Input[0] = between;
        return [reduce, expand];
    }
}
