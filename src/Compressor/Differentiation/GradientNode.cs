using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;

namespace RsdtrEdge.Compressor.Differentiation;

/// <summary>One node as a gradient rule sees it: what is known of its values, which gradients are wanted, and where it hands them in.</summary>
internal sealed class GradientNode
{
    private readonly ShapeTable _shapes;
    private readonly IReadOnlyList<string?> _outputGradients;
    private readonly IReadOnlyList<bool> _wanted;
    private readonly Dictionary<int, string> _given = [];
    private readonly Dictionary<int, string> _blocked = [];
    private readonly HashSet<int> _constant = [];

    public GradientNode(
        NodeProto proto, ShapeTable shapes, GradientWriter writer, IReadOnlyList<string?> outputGradients, IReadOnlyList<bool> wanted)
    {
        Proto = proto;
        _shapes = shapes;
        Writer = writer;
        _outputGradients = outputGradients;
        _wanted = wanted;
    }

    /// <summary>The node itself.</summary>
    public NodeProto Proto { get; }

    /// <summary>Where nodes and constants are added.</summary>
    public GradientWriter Writer { get; }

    /// <summary>The gradients of inputs that the rule gave, by the inputs' positions.</summary>
    public IReadOnlyDictionary<int, string> Given => _given;

    /// <summary>Why inputs have no gradient, by their positions.</summary>
    public IReadOnlyDictionary<int, string> Blocked => _blocked;

    /// <summary>The gradient of the first output.</summary>
    public string Gradient => _outputGradients[0] ?? throw new InvalidOperationException($"{NodeText.Describe(Proto)} has no gradient of its first output.");

    /// <summary>The gradient of an output, or null where it leads nowhere.</summary>
    public string? OutputGradient(int output) => _outputGradients[output];

    /// <summary>Whether the gradient of an input is asked for.</summary>
    public bool Wants(int input) => input < _wanted.Count && _wanted[input];

    /// <summary>Whether an optional input is there.</summary>
    public bool Has(int input) => input < Proto.Input.Count && Proto.Input[input].Length > 0;

    /// <summary>The node as rules of shapes see it.</summary>
    public ShapeContext Context => new(Proto, Writer.Opset, _shapes);

    /// <summary>The name of an input.</summary>
    public string Input(int input) => Proto.Input[input];

    /// <summary>The name of an output.</summary>
    public string Output(int output) => Proto.Output[output];

    /// <summary>What is known of an input; nothing where it is left out.</summary>
    public ValueFacts Facts(int input) => Has(input) ? _shapes.Facts(Proto.Input[input]) : ValueFacts.Unknown;

    /// <summary>The shape of an input, or null.</summary>
    public TensorShape? Shape(int input) => Facts(input).Shape;

    /// <summary>The shape of an output, or null.</summary>
    public TensorShape? OutputShape(int output) => _shapes[Proto.Output[output]];

    /// <summary>The size of an input along an axis, or null where it is not a number.</summary>
    public long? Size(int input, int axis) => Shape(input) is { } shape && axis < shape.Rank ? shape[axis].Value : null;

    /// <summary>The sizes of an input's axes from one on, or null where one is not a number. The axes before may be open, as a batch is.</summary>
    public long[]? SizesFrom(int input, int axis) => Sizes(Shape(input), axis);

    /// <summary>The sizes of an output's axes from one on, or null where one is not a number.</summary>
    public long[]? OutputSizesFrom(int output, int axis) => Sizes(OutputShape(output), axis);

    /// <summary>A list that is an attribute in old versions of an operator and an input in newer ones.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="input">The input's position.</param>
    /// <param name="given">Whether either is there.</param>
    /// <returns>The list, or null where it is not there or not known before the network runs.</returns>
    public long[]? IntegersOf(string attribute, int input, out bool given)
    {
        given = Has(input) || Proto.Has(attribute);
        return Has(input) ? Facts(input).Integers : Proto.GetInts(attribute);
    }

    /// <summary>Hands in the gradient of an input.</summary>
    public void Give(int input, string gradient) => _given[input] = gradient;

    /// <summary>Says why an input has no gradient.</summary>
    /// <param name="input">The input.</param>
    /// <param name="reason">Words that follow the node's name.</param>
    public void Block(int input, string reason) => _blocked[input] = reason;

    /// <summary>Says that a small change of an input changes nothing.</summary>
    public void GiveNothing(int input) => _constant.Add(input);

    /// <summary>Whether <see cref="GiveNothing"/> was said of an input.</summary>
    public bool GaveNothing(int input) => _constant.Contains(input);

    /// <summary>Says why none of the inputs has a gradient.</summary>
    public void Block(string reason)
    {
        for (int input = 0; input < _wanted.Count; input++)
        {
            Block(input, reason);
        }
    }

    private static long[]? Sizes(TensorShape? shape, int axis) => shape is not null && axis <= shape.Rank
        ? new TensorShape(shape.Skip(axis)).TryGetSizes()
        : null;
}
