using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Runtime.Sessions;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Verification;

/// <summary>
/// What a network decides by its floating-point numbers and goes on with: the order of a TopK, the boxes that suppression leaves, the class of an ArgMax, the mask of a comparison,
/// a rounded number. Rounding may decide otherwise between equal scores, and all that follows jumps, floating-point or not. So two right networks are held at the numbers in front of
/// the decisions, and at what follows with the same decisions fed to both; layers that were changed may lie on either side.
/// </summary>
internal sealed class RoundingDecisions
{
    // These give floating-point numbers, and jump all the same.
    private static readonly HashSet<string> Rounding = new(StringComparer.Ordinal) { "Floor", "Ceil", "Round", "Sign", "Hardmax", "ThresholdedRelu" };

    // These read the sizes of what they are given, and no number.
    private static readonly HashSet<string> Sizes = new(StringComparer.Ordinal) { "Shape", "Size" };

    private readonly HashSet<string> _values = new(StringComparer.Ordinal);

    private RoundingDecisions(IReadOnlyList<string> values, IReadOnlyList<string> deciding)
    {
        Values = values;
        Deciding = deciding;
        _values.UnionWith(values);
    }

    /// <summary>The decisions that nodes read, in the order of execution. Those inside of subgraphs are not among them.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>The floating-point values that decide them.</summary>
    public IReadOnlyList<string> Deciding { get; }

    /// <summary>Finds them.</summary>
    /// <param name="rewritten">The rewritten network.</param>
    /// <param name="reconstructed">The network with the reconstructed dense kernels: both have the values.</param>
    public static RoundingDecisions Find(OnnxModel rewritten, OnnxModel reconstructed)
    {
        OnnxGraph graph = reconstructed.Graph;
        ShapeTable shapes = ShapeInference.Infer(reconstructed);
        HashSet<string> data = new(graph.Proto.Input.Select(input => input.Name).Where(name => !graph.IsConstant(name)), StringComparer.Ordinal);
        HashSet<string> values = new(StringComparer.Ordinal);
        List<string> deciding = [];
        foreach (NodeProto node in graph.Nodes.Where(node => !Sizes.Contains(node.OpType) && !graph.IsConstant(node)))
        {
            string[] read = [.. Subgraphs.ValuesRead(node).Where(data.Contains)];
            if (read.Length == 0)
            {
                continue;
            }

            // What is fed is the same in both networks.
            string[] computed = [.. read.Where(value => !values.Contains(value) && graph.Producer(value) is not null && IsFloatingPoint(shapes, value))];
            string[] decided = computed.All(Has) ? [.. node.Output.Where(output => output.Length > 0 && graph.Consumers(output).Count > 0 && Has(output) && Decides(node, output))] : [];
            if (computed.Length > 0 && decided.Length > 0)
            {
                values.UnionWith(decided);
                deciding.AddRange(computed);
            }

            data.UnionWith(node.Output.Where(output => output.Length > 0));
        }

        return new RoundingDecisions([.. graph.Nodes.SelectMany(node => node.Output).Where(values.Contains)], [.. deciding.Distinct(StringComparer.Ordinal)]);

        bool Has(string value) => rewritten.Graph.Producer(value) is not null;

        bool Decides(NodeProto node, string output) => IsWhole(shapes, output) || (Rounding.Contains(node.OpType) && IsFloatingPoint(shapes, output));
    }

    /// <summary>A copy of a network that is fed the decisions, and makes them for nobody.</summary>
    /// <param name="model">The network; it stays as it is.</param>
    /// <param name="types">What ONNX Runtime says of the decisions as outputs.</param>
    public OnnxModel Cut(OnnxModel model, IEnumerable<TensorDescription> types)
    {
        OnnxModel copy = model.Clone();
        OnnxGraph graph = copy.Graph;
        foreach (NodeProto node in copy.Proto.Graph.Node)
        {
            for (int output = 0; output < node.Output.Count; output++)
            {
                if (_values.Contains(node.Output[output]))
                {
                    node.Output[output] = graph.UniqueName($"{node.Output[output]}/decided");
                }
            }
        }

        OnnxGraph.RemoveAll(copy.Proto.Graph.Output, output => _values.Contains(output.Name));
        OnnxGraph.RemoveAll(copy.Proto.Graph.ValueInfo, value => _values.Contains(value.Name));
        copy.Proto.Graph.Input.AddRange(types.Where(type => _values.Contains(type.Name)).Select(type => new ValueInfoProto
        {
            Name = type.Name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type.ElementType } },
        }));
        graph.Changed();
        return copy;
    }

    private static bool IsFloatingPoint(ShapeTable shapes, string value) => Onnx.ElementTypes.IsComputedIn(shapes.Facts(value).ElementType);

    // Of the types that can be fed.
    private static bool IsWhole(ShapeTable shapes, string value) =>
        shapes.Facts(value).ElementType is (int)DataType.Bool or (int)DataType.Int64 or (int)DataType.Int32 or (int)DataType.Int16 or (int)DataType.Int8
            or (int)DataType.Uint64 or (int)DataType.Uint32 or (int)DataType.Uint16 or (int)DataType.Uint8;
}
