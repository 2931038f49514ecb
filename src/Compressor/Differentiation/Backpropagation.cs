using System.Globalization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Differentiation;

/// <summary>
/// The walk from the outputs back to the values: each node hands the gradients of its outputs on to those of its inputs that depend on a wanted value
/// (Griewank and Walther, Evaluating Derivatives, section 3.2). What blocks a path is handed on in the same way.
/// </summary>
internal sealed class Backpropagation
{
    private readonly OnnxGraph _graph;
    private readonly ShapeTable _shapes;
    private readonly GradientWriter _writer;
    private readonly HashSet<string> _active;
    private readonly Dictionary<string, string> _gradients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BlockedPath> _blocks = new(StringComparer.Ordinal);

    /// <summary>Prepares; nothing is written yet.</summary>
    public Backpropagation(OnnxGraph graph, ShapeTable shapes, GradientWriter writer, IEnumerable<string> values)
    {
        _graph = graph;
        _shapes = shapes;
        _writer = writer;
        _active = new HashSet<string>(values, StringComparer.Ordinal);
        foreach (NodeProto node in graph.Nodes)
        {
            if (Subgraphs.ValuesRead(node).Any(IsActive))
            {
                _active.UnionWith(node.Output.Where(name => name.Length > 0));
            }
        }
    }

    /// <summary>Says that an output of the network has a gradient.</summary>
    public void Seed(string output, string gradient)
    {
        if (IsActive(output))
        {
            _gradients[output] = gradient;
        }
    }

    /// <summary>Writes the nodes of the backward pass.</summary>
    public void Run()
    {
        foreach (NodeProto node in _graph.Nodes.Reverse())
        {
            if (node.Output.Any(name => _gradients.ContainsKey(name) || _blocks.ContainsKey(name)) && Subgraphs.ValuesRead(node).Any(IsActive))
            {
                Pass(node);
            }
        }
    }

    /// <summary>The gradient with respect to a value, or null.</summary>
    public string? GradientOf(string value) => _gradients.GetValueOrDefault(value);

    /// <summary>What blocks a path from a value to an output, or null.</summary>
    public BlockedPath? BlockOf(string value) => _blocks.GetValueOrDefault(value);

    // Whether a value depends on a wanted one and has derivatives: integers and truth values have none.
    private bool IsActive(string value) =>
        _active.Contains(value) && _shapes.Facts(value).ElementType is var type && (type == 0 || ElementTypes.IsFloatingPoint(type));

    private void Pass(NodeProto node)
    {
        _writer.Place = NodeText.NameOf(node);
        if (node.Output.Select(name => _blocks.GetValueOrDefault(name)).FirstOrDefault(block => block is not null) is { } behind)
        {
            foreach (string value in Subgraphs.ValuesRead(node).Where(IsActive))
            {
                _blocks.TryAdd(value, behind);
            }
        }

        if (!node.Output.Any(_gradients.ContainsKey))
        {
            return;
        }

        if (Obstacle(node) is { } reason)
        {
            foreach (string value in Subgraphs.ValuesRead(node).Where(IsActive))
            {
                _blocks.TryAdd(value, new BlockedPath(NodeText.Describe(node), reason));
            }

            return;
        }

        GradientNode context = new(
            node, _shapes, _writer, [.. node.Output.Select(name => _gradients.GetValueOrDefault(name))], [.. node.Input.Select(IsActive)]);
        GradientRules.Find(node.OpType)!.Emit(context);
        for (int input = 0; input < node.Input.Count; input++)
        {
            if (context.Wants(input))
            {
                Receive(context, input);
            }
        }
    }

    private void Receive(GradientNode node, int input)
    {
        string value = node.Input(input);
        if (node.Given.TryGetValue(input, out string? gradient))
        {
            _gradients[value] = _gradients.TryGetValue(value, out string? sum) ? _writer.Add(sum, gradient) : gradient;
        }
        else if (!node.GaveNothing(input))
        {
            string reason = node.Blocked.GetValueOrDefault(input)
                ?? string.Create(CultureInfo.InvariantCulture, $"has no derivative here by its input {input + 1}");
            _blocks.TryAdd(value, new BlockedPath(NodeText.Describe(node.Proto), reason));
        }
    }

    private string? Obstacle(NodeProto node)
    {
        if (!OperatorDomain.IsDefault(node.Domain) || GradientRules.Find(node.OpType) is not { } rule)
        {
            return "is an operator that has no derivative here";
        }

        if (!rule.ReadsAllOutputs && node.Output.Skip(1).Any(_gradients.ContainsKey))
        {
            return "has further outputs that lead to an output of the network";
        }

        int foreign = node.Input.Where(IsActive).Concat(node.Output.Where(_gradients.ContainsKey))
            .Select(name => _shapes.Facts(name).ElementType).FirstOrDefault(type => type is not (0 or (int)DataType.Float));
        return foreign == 0 ? null : $"computes in {ElementTypes.Name(foreign)}, and derivatives are float32";
    }
}
