using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;

namespace RsdtrEdge.Compressor.Latency;

/// <summary>
/// The nodes that ONNX Runtime lets run within the convolution or product before them when it loads a model: activations, folded
/// normalizations, biases, and on the blocked layout sums. What of them remains to be done costs next to nothing there.
/// </summary>
internal sealed class FusedNodes
{
    private static readonly HashSet<string> s_activations = new(StringComparer.Ordinal) { "Relu", "LeakyRelu", "Clip", "Sigmoid", "Tanh", "HardSigmoid" };

    private readonly OnnxGraph _graph;
    private readonly HashSet<NodeProto> _fused = new(ReferenceEqualityComparer.Instance);

    // The values that a convolution or product gives, with what was added to it so far.
    private readonly Dictionary<string, NodeProto> _open = new(StringComparer.Ordinal);

    /// <summary>Finds the fused nodes of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="shapes">The shapes of its values.</param>
    /// <param name="fusesSums">Whether sums are added within convolutions, as on the blocked layout of x64.</param>
    public FusedNodes(OnnxGraph graph, ShapeTable shapes, bool fusesSums)
    {
        _graph = graph;
        foreach (NodeProto node in graph.Nodes.Where(node => OperatorDomain.IsDefault(node.Domain) && !graph.IsConstant(node) && node.Output.Count > 0))
        {
            if (NodeStages.Describes(node) && node.OpType != "ConvTranspose")
            {
                _open[node.Output[0]] = node;
            }
            else if ((IsActivation(node) && HostOf(node, 0) is not null) || IsWithinProduct(node))
            {
                // Nothing follows an activation within the same kernel.
                _fused.Add(node);
            }
            else if (TakesIn(node, shapes, fusesSums) is { } host)
            {
                _fused.Add(node);
                _open[node.Output[0]] = host;
            }
        }
    }

    /// <summary>Whether a node is a sum that gives the convolution right before it a bias: as many stored numbers as it has channels.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="node">Any node.</param>
    public static bool IsConvolutionBias(OnnxGraph graph, NodeProto node) =>
        node is { OpType: "Add", Input.Count: 2 } && (IsConvolutionBias(graph, node, 0) || IsConvolutionBias(graph, node, 1));

    /// <summary>Whether a node runs within another one.</summary>
    public bool Contains(NodeProto node) => _fused.Contains(node);

    // The convolution or product that takes a node in and may take in more.
    private NodeProto? TakesIn(NodeProto node, ShapeTable shapes, bool fusesSums) => node.OpType switch
    {
        "BatchNormalization" when HostOf(node, 0) is { OpType: "Conv" } convolution && _graph.IsConstant(convolution.Input[1]) => convolution,
        "Add" when node.Input.Count == 2 => BiasHost(node, shapes, 0) ?? BiasHost(node, shapes, 1) ?? (fusesSums ? SumHost(node, shapes) : null),
        _ => null,
    };

    // A MatMul with a stored matrix and the bias behind it run as one Gemm, and a convolution takes the one behind it in where it is the first of the two that are added.
    private NodeProto? BiasHost(NodeProto node, ShapeTable shapes, int input) => HostOf(node, input) switch
    {
        { OpType: "MatMul" } product when _graph.IsConstant(node.Input[1 - input])
            && shapes[product.Input[1]]?.Rank == 2 && shapes[node.Input[1 - input]]?.Rank == 1 => product,
        { OpType: "Conv" } convolution when input == 0 && IsConvolutionBias(_graph, node, input) => convolution,
        _ => null,
    };

    private static bool IsConvolutionBias(OnnxGraph graph, NodeProto node, int input) =>
        graph.Producer(node.Input[input]) is { OpType: "Conv" } convolution && ReferenceEquals(graph.OnlyConsumer(convolution.Output[0]), node)
        && graph.Initializer(convolution.Input[1]) is { } kernel && graph.Initializer(node.Input[1 - input]) is { } bias
        && bias.Dims.Count <= kernel.Dims.Count && LayerBias.Is(graph, node, 1 - input);

    // x times the sigmoid of x, an activation of detectors, runs as one node: it is the product that takes the time.
    private bool IsWithinProduct(NodeProto node) =>
        node.OpType == "Sigmoid" && _graph.OnlyConsumer(node.Output[0]) is { OpType: "Mul" } product && product.Input.Contains(node.Input[0]);

    private NodeProto? SumHost(NodeProto node, ShapeTable shapes)
    {
        bool isSumOfMaps = shapes[node.Input[0]] is { Rank: 4, IsFullyKnown: true } left && left.Equals(shapes[node.Input[1]])
            && !_graph.IsConstant(node.Input[0]) && !_graph.IsConstant(node.Input[1]);
        return !isSumOfMaps ? null
            : HostOf(node, 0) is { OpType: "Conv" } first ? first
            : HostOf(node, 1) is { OpType: "Conv" } second ? second
            : null;
    }

    // The bounds of Clip and the like must be known when the model is loaded.
    private bool IsActivation(NodeProto node) =>
        s_activations.Contains(node.OpType) && node.Input.Skip(1).All(name => name.Length == 0 || _graph.IsConstant(name));

    private NodeProto? HostOf(NodeProto node, int input) =>
        input < node.Input.Count && _open.TryGetValue(node.Input[input], out NodeProto? host) && ReferenceEquals(_graph.OnlyConsumer(node.Input[input]), node)
            ? host
            : null;
}
