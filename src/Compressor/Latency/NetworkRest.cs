using System.Collections.Immutable;
using System.IO.Hashing;
using System.Text;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Runtime.Profiles.Networks;

namespace RsdtrEdge.Compressor.Latency;

/// <summary>
/// A network in two parts: the stages, which compression changes, and the rest, which it leaves as it is. Transposed convolutions and products of
/// two maps belong to the rest.
/// </summary>
internal sealed class NetworkRest
{
    private readonly HashSet<NodeProto> _changing = new(ReferenceEqualityComparer.Instance);

    private NetworkRest(string name, ImmutableArray<StageCount> stages, IEnumerable<NodeProto> changing)
    {
        Name = name;
        Stages = stages;
        _changing.UnionWith(changing);
    }

    /// <summary>
    /// What names the rest: a hash of its nodes' operators and of the shapes that they give. The same for a network, its canonical form and what
    /// it is compressed to.
    /// </summary>
    public string Name { get; }

    /// <summary>The stages, each shape once, in the order of files.</summary>
    public ImmutableArray<StageCount> Stages { get; }

    /// <summary>Splits a network.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="shapes">The shapes of its values.</param>
    /// <returns>Null where the size of a convolution or product is unknown or impossible.</returns>
    /// <exception cref="Runtime.Diagnostics.RsdtrException">A node's attribute is malformed (RSDTR1009).</exception>
    public static NetworkRest? Of(OnnxGraph graph, ShapeTable shapes)
    {
        Dictionary<NodeProto, StageShape> stages = new(ReferenceEqualityComparer.Instance);
        List<NodeProto> joins = [];
        List<string> rest = [];
        FusedNodes fused = new(graph, shapes, fusesSums: false);
        foreach (NodeProto node in graph.Nodes.Where(node => !graph.IsConstant(node)))
        {
            if (IsStage(node, graph))
            {
                if (StageOf(node, shapes) is not { } stage)
                {
                    return null;
                }

                stages.Add(node, stage);
            }
            else if (IsJoin(node, graph))
            {
                joins.Add(node);
            }
            else if ((node.OpType != "BatchNormalization" || !fused.Contains(node)) && !FusedNodes.IsConvolutionBias(graph, node))
            {
                // The canonical form has no such normalization and no such sum.
                rest.Add($"{node.Domain}|{node.OpType}|{string.Join('|', node.Output.Select(name => shapes[name]?.ToString()))}");
            }
        }

        // Rewriting may order the nodes anew.
        rest.Sort(StringComparer.Ordinal);
        string name = Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(string.Join('\n', rest))));
        ImmutableArray<StageCount> counts = [.. stages.Values.GroupBy(stage => stage)
            .Select(same => new StageCount(same.Key, same.Count())).OrderBy(stage => stage.Shape, StageOrder.Instance)];
        return new NetworkRest(name, counts, stages.Keys.Concat(joins));
    }

    /// <summary>Whether a node is none of the rest: a stage, or the join of stages side by side.</summary>
    public bool Changes(NodeProto node) => _changing.Contains(node);

    // What joins the channels of branches whose filters run one by one (BranchSize.RunsSplit).
    private static bool IsJoin(NodeProto node, OnnxGraph graph)
    {
        NodeProto?[] parts = [.. node.Input.Select(graph.Producer)];
        return node.OpType == "Concat" && parts.Length > 1 && parts.Distinct().Count() == parts.Length && parts.All(
            part => part is { OpType: "Conv" } && IsStage(part, graph) && part.GetInt("group", 1) > 1 && part.Input[0] == parts[0]!.Input[0]);
    }

    private static bool IsStage(NodeProto node, OnnxGraph graph) =>
        NodeStages.Describes(node) && node.OpType != "ConvTranspose" && graph.IsConstant(node.Input[1]);

    private static StageShape? StageOf(NodeProto node, ShapeTable shapes)
    {
        try
        {
            return NodeStages.Of(node, shapes) is (StageShape stage, 1) ? stage : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
