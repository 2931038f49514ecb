using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>The chain of small convolutions that takes the place of a convolution.</summary>
internal sealed class ConvolutionChain
{
    private readonly KernelShape _shape;
    private readonly ChainStage[] _stages;

    private ConvolutionChain(KernelShape shape, ChainStage[] stages)
    {
        _shape = shape;
        _stages = stages;
    }

    /// <summary>Stores what the stages run over.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="firstNode">The first convolution that reads the weight.</param>
    /// <param name="weight">The weight's name.</param>
    /// <param name="factors">What stands for the weight.</param>
    public static ConvolutionChain Store(OnnxGraph graph, NodeProto firstNode, string weight, FactorizedKernel factors) => new(factors.Shape, factors switch
    {
        RingFactors ring => RingChain.Store(graph, firstNode, weight, ring),
        ChainFactors chain => StageChain.Store(graph, firstNode, weight, chain),
        BranchFactors branches => BranchChain.Store(graph, firstNode, weight, branches),
        _ => throw new ArgumentException($"No chain is known for {factors.GetType().Name}.", nameof(factors)),
    });

    /// <summary>The nodes that take a convolution's place; its bias goes to the last one.</summary>
    public NodeProto[] ToNodes(OnnxGraph graph, NodeProto node)
    {
        ConvolutionAttributes geometry = ConvolutionAttributes.Read(node, [_shape.Height, _shape.Width]);
        string autoPad = node.GetString("auto_pad", "NOTSET");
        string name = NodeText.NameOf(node);
        NodeNames names = new(graph);
        string value = node.Input[0];
        NodeProto[] nodes = new NodeProto[_stages.Length];
        for (int i = 0; i < _stages.Length; i++)
        {
            bool isLast = i == _stages.Length - 1;
            string output = isLast ? node.Output[0] : graph.UniqueName($"{node.Output[0]}/{_stages[i].Suffix}");
            List<string> inputs = [value, _stages[i].Weight];
            if (isLast && node.Input.Count > 2 && node.Input[2].Length > 0)
            {
                inputs.Add(node.Input[2]);
            }

            nodes[i] = NodeBuilder.Node("Conv", names.Unique($"{name}/{_stages[i].Suffix}"), inputs, [output], _stages[i].AttributesFor(geometry, autoPad));
            value = output;
        }

        if (node.HasDocString)
        {
            // What the original node said about itself belongs to the node that produces its output.
            nodes[^1].DocString = node.DocString;
        }

        return nodes;
    }
}
