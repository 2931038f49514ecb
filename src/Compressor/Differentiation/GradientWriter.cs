using System.Globalization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Runtime.Operators;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Differentiation;

/// <summary>
/// Writes the nodes of a gradient graph. Operators whose form changed from one version of ONNX's operator set to the next are written as
/// the model's version has them; from version 7 on all that is written here exists.
/// </summary>
internal sealed class GradientWriter
{
    private readonly OnnxGraph _graph;
    private readonly NodeNames _names;
    private readonly long _opset;
    private readonly List<NodeProto> _nodes = [];
    private readonly Dictionary<string, string> _constants = new(StringComparer.Ordinal);

    /// <summary>Writes for a graph; nodes are added to it by <see cref="Append"/>, constants at once.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="opset">The version of the operator set.</param>
    /// <param name="usesOwnOperators">Whether nodes may have operators that only this process knows, where they are faster.</param>
    public GradientWriter(OnnxGraph graph, long opset, bool usesOwnOperators = false)
    {
        UsesOwnOperators = usesOwnOperators;
        _graph = graph;
        _opset = opset;
        _names = new NodeNames(graph);
    }

    /// <summary>The version of the operator set that is written for.</summary>
    public long Opset => _opset;

    /// <summary>Whether nodes may have operators that only this process knows.</summary>
    public bool UsesOwnOperators { get; }

    /// <summary>What the names of new nodes and values begin with: the node that is being differentiated.</summary>
    public string Place { get; set; } = "";

    /// <summary>Adds the nodes that were written at the graph's end, in the order of their writing.</summary>
    public void Append()
    {
        _graph.Proto.Node.AddRange(_nodes);
        _nodes.Clear();
        _graph.Changed();
    }

    /// <summary>Any node with one output.</summary>
    /// <returns>The output's name.</returns>
    public string Node(string opType, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes)
    {
        string name = $"gradient/{Place}/{opType}";
        string output = _graph.UniqueName(name);
        _nodes.Add(NodeBuilder.Node(opType, _names.Unique(name), inputs, [output], attributes));
        return output;
    }

    /// <summary>A node with one of the project's own operators (<see cref="UsesOwnOperators"/>).</summary>
    /// <returns>The names of its outputs.</returns>
    public string[] OwnNode(string opType, IEnumerable<string> inputs, int outputs, params IEnumerable<AttributeProto> attributes)
    {
        string name = $"gradient/{Place}/{opType}";
        string[] made = [.. Enumerable.Range(0, outputs).Select(_ => _graph.UniqueName(name))];
        NodeProto node = NodeBuilder.Node(opType, _names.Unique(name), inputs, made, attributes);
        node.Domain = CustomOperatorDomain.Name;
        _nodes.Add(node);
        return made;
    }

    /// <summary>A stored float32 number.</summary>
    public string Scalar(float value) => Constant(string.Create(CultureInfo.InvariantCulture, $"gradient/{value:R}"), name => TensorBuilder.Floats(name, [], [value]));

    /// <summary>A stored list of int64 numbers.</summary>
    public string Int64s(params IReadOnlyList<long> values) =>
        Constant($"gradient/{TensorSizes.Format(values)}", name => TensorBuilder.Int64s(name, values.ToArray()));

    /// <summary>A stored float32 tensor.</summary>
    public string Floats(string hint, ReadOnlySpan<long> shape, ReadOnlySpan<float> values) =>
        InitializerPlacement.Add(_graph, $"gradient/{Place}/{hint}", shape, values);

    public string Add(string left, string right) => Node("Add", [left, right]);

    public string Subtract(string left, string right) => Node("Sub", [left, right]);

    public string Multiply(string left, string right) => Node("Mul", [left, right]);

    public string Divide(string left, string right) => Node("Div", [left, right]);

    public string Negate(string value) => Node("Neg", [value]);

    /// <summary>The value times a number; the value itself where that is 1.</summary>
    public string Scale(string value, float factor) => factor == 1 ? value : Multiply(value, Scalar(factor));

    /// <summary>1 where left is greater than right, 0 elsewhere, as float32.</summary>
    public string IsGreater(string left, string right) => ToFloat(Node("Greater", [left, right]));

    /// <summary>1 where left is less than right, 0 elsewhere, as float32.</summary>
    public string IsLess(string left, string right) => ToFloat(Node("Less", [left, right]));

    /// <summary>A number of another type as float32; true as 1 and false as 0.</summary>
    public string ToFloat(string value) => Node("Cast", [value], NodeBuilder.Int("to", (int)DataType.Float));

    /// <summary>Whether each number is another than zero.</summary>
    public string ToTruth(string value) => Node("Cast", [value], NodeBuilder.Int("to", (int)DataType.Bool));

    /// <summary>Sums along axes.</summary>
    public string ReduceSum(string value, bool keepAxes, params IReadOnlyList<long> axes)
    {
        AttributeProto keep = NodeBuilder.Int("keepdims", keepAxes ? 1 : 0);
        return _opset >= 13
            ? Node("ReduceSum", [value, Int64s(axes)], keep)
            : Node("ReduceSum", [value], NodeBuilder.Ints("axes", axes), keep);
    }

    /// <summary>Inserts axes of size 1.</summary>
    public string Unsqueeze(string value, params IReadOnlyList<long> axes) => _opset >= 13
        ? Node("Unsqueeze", [value, Int64s(axes)])
        : Node("Unsqueeze", [value], NodeBuilder.Ints("axes", axes));

    /// <summary>Adds zeros, or the given number, at the ends of the axes; negative pads cut off.</summary>
    /// <param name="value">What is padded.</param>
    /// <param name="pads">For each axis what goes before it, then for each what goes behind it.</param>
    /// <param name="fill">The number that is added.</param>
    public string Pad(string value, IReadOnlyList<long> pads, float fill = 0)
    {
        if (pads.All(pad => pad == 0))
        {
            return value;
        }

        AttributeProto mode = NodeBuilder.String("mode", "constant");
        return _opset >= 11
            ? Node("Pad", fill == 0 ? [value, Int64s(pads)] : [value, Int64s(pads), Scalar(fill)], mode)
            : Node("Pad", [value], NodeBuilder.Ints("pads", pads), NodeBuilder.Float("value", fill), mode);
    }

    /// <summary>The elements from start to end (not included) of an axis.</summary>
    public string Slice(string value, long axis, long start, long end) => _opset >= 10
        ? Node("Slice", [value, Int64s(start), Int64s(end), Int64s(axis)])
        : Node("Slice", [value], NodeBuilder.Ints("starts", start), NodeBuilder.Ints("ends", end), NodeBuilder.Ints("axes", axis));

    /// <summary>Parts of some axes, all elements of the others.</summary>
    public string Slice(string value, IReadOnlyList<AxisRange> ranges)
    {
        if (_opset >= 10)
        {
            return ranges.Count == 0 ? value : Node("Slice",
            [
                value, Int64s([.. ranges.Select(range => range.Start)]), Int64s([.. ranges.Select(range => range.Start + ((range.Count - 1) * range.Step) + 1)]),
                Int64s([.. ranges.Select(range => (long)range.Axis)]), .. ranges.All(range => range.Step == 1) ? (string[])[] : [Int64s([.. ranges.Select(range => range.Step)])],
            ]);
        }

        // Before version 10 of the operator set a Slice has no steps.
        foreach (AxisRange range in ranges)
        {
            value = range.Step == 1
                ? Slice(value, range.Axis, range.Start, range.Start + range.Count)
                : Gather(value, range.Axis, [.. Enumerable.Range(0, (int)range.Count).Select(index => range.Start + (index * range.Step))]);
        }

        return value;
    }

    /// <summary>The elements at given places of an axis.</summary>
    public string Gather(string value, long axis, IReadOnlyList<long> indices) =>
        Node("Gather", [value, Int64s(indices)], NodeBuilder.Int("axis", axis));

    /// <summary>A tensor with its axes in another order.</summary>
    public string Transpose(string value, params IReadOnlyList<long> order) => Node("Transpose", [value], NodeBuilder.Ints("perm", order));

    /// <summary>A tensor in another shape; 0 keeps the size at that place, -1 takes what is left.</summary>
    public string Reshape(string value, params IReadOnlyList<long> sizes) => Node("Reshape", [value, Int64s(sizes)]);

    /// <summary>A tensor in the shape that another has when the network runs.</summary>
    public string ReshapeLike(string value, string like) => Node("Reshape", [value, Node("Shape", [like])]);

    /// <summary>A tensor repeated along axes of size 1 to the shape that another has when the network runs.</summary>
    public string ExpandLike(string value, string like) => _opset >= 8
        ? Node("Expand", [value, Node("Shape", [like])])
        : Add(ZerosLike(like), value);

    /// <summary>Zeros in the shape that another tensor has when the network runs.</summary>
    public string ZerosLike(string like) => _opset >= 9 ? Node("ConstantOfShape", [Node("Shape", [like])]) : Subtract(like, like);

    /// <summary>Zeros with the batch that another tensor has when the network runs.</summary>
    /// <param name="like">The other tensor, its first axis the batch.</param>
    /// <param name="sizes">The sizes behind the batch.</param>
    public string Zeros(string like, params IReadOnlyList<long> sizes)
    {
        string whole = Concat([Gather(Node("Shape", [like]), 0, [0]), Int64s(sizes)], 0);
        return _opset >= 9 ? Node("ConstantOfShape", [whole]) : Node("Tile", [Floats("zero", [.. Enumerable.Repeat(1L, sizes.Count + 1)], [0]), whole]);
    }

    /// <summary>How many elements a tensor has for each of another one when the network runs, as a float32 number.</summary>
    public string CountRatio(string whole, string part) => Divide(ToFloat(Node("Size", [whole])), ToFloat(Node("Size", [part])));

    /// <summary>Tensors one after the other along an axis.</summary>
    public string Concat(IEnumerable<string> values, long axis) => Node("Concat", values, NodeBuilder.Int("axis", axis));

    private string Constant(string hint, Func<string, TensorProto> make)
    {
        if (!_constants.TryGetValue(hint, out string? name))
        {
            _constants.Add(hint, name = _graph.UniqueName(hint));
            _graph.AddInitializer(make(name));
        }

        return name;
    }
}
