using System.Collections.Immutable;
using System.Globalization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Shapes;

/// <summary>One node as a shape rule sees it: what is known of its inputs, and where it says what its outputs are.</summary>
internal sealed class ShapeContext
{
    private readonly ShapeTable _table;
    private readonly ValueFacts?[] _outputs;

    public ShapeContext(NodeProto node, long opset, ShapeTable table)
    {
        Node = node;
        Opset = opset;
        _table = table;
        _outputs = new ValueFacts?[node.Output.Count];
    }

    public NodeProto Node { get; }

    /// <summary>The version of ONNX's operator set that the model imports.</summary>
    public long Opset { get; }

    public int InputCount => Node.Input.Count;

    public int OutputCount => Node.Output.Count;

    /// <summary>Whether an optional input is given.</summary>
    public bool HasInput(int index) => index < Node.Input.Count && Node.Input[index].Length > 0;

    /// <summary>What is known of an input; nothing where it is left out.</summary>
    public ValueFacts Input(int index) => HasInput(index) ? _table.Facts(Node.Input[index]) : ValueFacts.Unknown;

    /// <summary>The shape of an input, or null.</summary>
    public TensorShape? Shape(int index) => Input(index).Shape;

    /// <summary>An input's content as integers, or null where it is left out or not known before the network runs.</summary>
    public long[]? Integers(int index) => Input(index).Integers;

    /// <summary>
    /// A list that is an attribute in old versions of an operator and an input in newer ones.
    /// </summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="input">The input's index.</param>
    /// <param name="given">Whether either is there.</param>
    /// <returns>The list, or null where it is not there or not known before the network runs.</returns>
    public long[]? IntegersOf(string attribute, int input, out bool given)
    {
        given = HasInput(input) || Node.Has(attribute);
        return HasInput(input) ? Integers(input) : Node.GetInts(attribute);
    }

    /// <summary>Says what an output is.</summary>
    /// <param name="index">The output.</param>
    /// <param name="shape">Its shape, or null.</param>
    /// <param name="elementType">Its element type; that of the first input where not given.</param>
    /// <param name="content">Its elements where they are known.</param>
    public void SetOutput(int index, TensorShape? shape, int? elementType = null, ImmutableArray<Element>? content = null)
    {
        if (index >= _outputs.Length)
        {
            return;
        }

        bool keep = content is { } elements && elements.Length <= ValueFacts.MaxContent && shape?.ElementCount == elements.Length;
        _outputs[index] = new ValueFacts(shape, elementType ?? Input(0).ElementType, keep ? content : null);
    }

    /// <summary>What the rule said of an output.</summary>
    public ValueFacts Output(int index) => _outputs[index] ?? ValueFacts.Unknown;

    /// <summary>An axis counted from the end where it is negative.</summary>
    /// <exception cref="RsdtrException">There is no such axis (RSDTR1009).</exception>
    public int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw Malformed(string.Create(CultureInfo.InvariantCulture, $"names the axis {axis} of a tensor with {rank} axes"));

    /// <summary>The rank of an input where it is known, checked against what the operator needs.</summary>
    /// <exception cref="RsdtrException">The rank is too small (RSDTR1009).</exception>
    public TensorShape? ShapeOfRankAtLeast(int input, int rank) => Shape(input) is { } shape && shape.Rank < rank
        ? throw Malformed(string.Create(CultureInfo.InvariantCulture, $"needs an input of {rank} axes or more, but input {input} has the shape {shape}"))
        : Shape(input);

    /// <summary>The error that a node contradicts its operator's definition.</summary>
    public RsdtrException Malformed(string what) =>
        new(ModelDiagnostics.MalformedNode, $"{NodeText.Describe(Node)} {what}: export the model again.");
}
