using System.Globalization;
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
        string[] bias = node.Input.Count > 2 && node.Input[2].Length > 0 ? [node.Input[2]] : [];
        List<NodeProto> nodes = [];
        foreach (ChainStage stage in _stages)
        {
            string output = stage == _stages[^1] ? node.Output[0] : graph.UniqueName($"{node.Output[0]}/{stage.Suffix}");
            if (stage.Weights is [string weight])
            {
                Add(stage, stage.Suffix, [value, weight, .. stage == _stages[^1] ? bias : []], output);
            }
            else
            {
                string[] parts = [.. stage.Weights.Select((_, part) => graph.UniqueName(Part(output, part)))];
                for (int part = 0; part < parts.Length; part++)
                {
                    Add(stage, Part(stage.Suffix, part), [value, stage.Weights[part]], parts[part]);
                }

                nodes.Add(NodeBuilder.Node("Concat", names.Unique($"{name}/{stage.Suffix}"), parts, [output], NodeBuilder.Int("axis", 1)));
            }

            value = output;
        }

        // What the original node said about itself, in fields that are not known here, too, belongs to the node that produces its output.
        NodeProto last = node.Clone();
        last.Input.Clear();
        last.Output.Clear();
        last.Attribute.Clear();
        last.MergeFrom(nodes[^1]);
        return [.. nodes[..^1], last];

        void Add(ChainStage stage, string suffix, string[] inputs, string output) => nodes.Add(
            NodeBuilder.Node("Conv", names.Unique($"{name}/{suffix}"), inputs, [output], stage.AttributesFor(geometry, autoPad)));
    }

    private static string Part(string name, int part) => string.Create(CultureInfo.InvariantCulture, $"{name}{part}");
}
