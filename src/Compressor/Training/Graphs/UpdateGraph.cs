using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Training.Engine;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>
/// What happens to the parameters when the gradients of all shards are there, as standard ONNX operators: their sum g, its norm, g shortened to
/// the longest that is allowed, the optimizer's step, the moving average. Vectors are [P]; rates are scalars.
/// </summary>
/// <remarks>
/// Momentum: v' = m v + g + d mask w; w' = w - r v'. AdamW (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2): a' = b1 a + (1 - b1) g; c' = b2 c + (1 - b2) g^2;
/// w' = w - r (a' / k1 / (sqrt(c' / k2) + e) + d mask w), where k1 = 1 - b1^t and k2 = 1 - b2^t are given. Average: w' + q (average - w').
/// </remarks>
internal sealed class UpdateGraph
{
    /// <summary>The input with what is trained; the output of what it becomes begins with <see cref="New"/>, as those of all vectors of the state.</summary>
    public const string Parameters = "parameters";

    /// <summary>The input with the moving average.</summary>
    public const string Average = "average";

    /// <summary>The input with the velocity v; <see cref="OptimizerKind.Momentum"/>.</summary>
    public const string Velocity = "momentum";

    /// <summary>The input with the mean of gradients; <see cref="OptimizerKind.AdamW"/>.</summary>
    public const string First = "first";

    /// <summary>The input with the mean of their squares; <see cref="OptimizerKind.AdamW"/>.</summary>
    public const string Second = "second";

    /// <summary>The input with 1 where weight decay holds and 0 elsewhere.</summary>
    public const string Mask = "mask";

    /// <summary>The input with the learning rate r.</summary>
    public const string Rate = "rate";

    /// <summary>The input with the weight decay d.</summary>
    public const string Decay = "decay";

    /// <summary>The input with the longest gradient; the largest float where none is shortened.</summary>
    public const string Longest = "longest";

    /// <summary>The input with the share q of the average that stays.</summary>
    public const string AverageShare = "average share";

    /// <summary>The input with k1; <see cref="OptimizerKind.AdamW"/>.</summary>
    public const string FirstCorrection = "first correction";

    /// <summary>The input with k2; <see cref="OptimizerKind.AdamW"/>.</summary>
    public const string SecondCorrection = "second correction";

    /// <summary>The output with the norm of g before it is shortened, a scalar.</summary>
    public const string Norm = "norm";

    // From this version on all that is written here has its form of today, and ONNX Runtime has run it for years.
    private const long Opset = 13;

    private readonly GraphProto _graph = new() { Name = "update" };

    private UpdateGraph(long length, int shards, OptimizerSettings settings)
    {
        State = settings.Kind == OptimizerKind.Momentum ? [Parameters, Average, Velocity] : [Parameters, Average, First, Second];
        Scalars = settings.Kind == OptimizerKind.Momentum
            ? [Rate, Decay, Longest, AverageShare]
            : [Rate, Decay, Longest, AverageShare, FirstCorrection, SecondCorrection];
        Model = new OnnxModel(new ModelProto { IrVersion = 7, ProducerName = "rsdtr", Graph = _graph });
        Model.Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        foreach (string vector in State.Append(Mask).Concat(Enumerable.Range(0, shards).Select(Gradient)))
        {
            _graph.Input.Add(FloatValue.Of(vector, length));
        }

        foreach (string scalar in Scalars)
        {
            _graph.Input.Add(FloatValue.Of(scalar));
        }

        Write(shards, settings);
        _graph.Output.Add(FloatValue.Of(Norm));
        _graph.Output.AddRange(State.Select(vector => FloatValue.Of(New(vector), length)));
    }

    /// <summary>The graph.</summary>
    public OnnxModel Model { get; }

    /// <summary>The names of the vectors that change, and that a checkpoint needs.</summary>
    public IReadOnlyList<string> State { get; }

    /// <summary>The names of the rates.</summary>
    public IReadOnlyList<string> Scalars { get; }

    /// <summary>Makes the graph.</summary>
    /// <param name="length">P.</param>
    /// <param name="shards">The number of gradients.</param>
    /// <param name="settings">The optimizer.</param>
    public static UpdateGraph Of(long length, int shards, OptimizerSettings settings) => new(length, shards, settings);

    /// <summary>The input with the gradient of a shard.</summary>
    public static string Gradient(int shard) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"gradient {shard}");

    /// <summary>The output with what a vector of the state becomes.</summary>
    public static string New(string vector) => $"new {vector}";

    private void Write(int shards, OptimizerSettings settings)
    {
        // In the order of the shards, always.
        string sum = Gradient(0);
        for (int shard = 1; shard < shards; shard++)
        {
            sum = Node("Add", sum, Gradient(shard));
        }

        string square = Node("ReduceSumSquare", sum);
        _graph.Node[^1].Attribute.Add(NodeBuilder.Int("keepdims", 0));
        NodeTo(Norm, "Sqrt", square);
        string gradient = Node("Mul", sum, Node("Div", Longest, Node("Max", Norm, Longest)));
        string pull = Node("Mul", Node("Mul", Parameters, Mask), Decay);
        string step;
        if (settings.Kind == OptimizerKind.Momentum)
        {
            step = NodeTo(New(Velocity), "Add", Node("Mul", Velocity, Scalar(settings.Momentum)), Node("Add", gradient, pull));
        }
        else
        {
            string first = NodeTo(New(First), "Add", Node("Mul", First, Scalar(settings.Beta1)), Node("Mul", gradient, Scalar(1 - settings.Beta1)));
            string squares = Node("Mul", Node("Mul", gradient, gradient), Scalar(1 - settings.Beta2));
            string second = NodeTo(New(Second), "Add", Node("Mul", Second, Scalar(settings.Beta2)), squares);
            string deviation = Node("Add", Node("Sqrt", Node("Div", second, SecondCorrection)), Scalar(settings.Epsilon));
            step = Node("Add", Node("Div", Node("Div", first, FirstCorrection), deviation), pull);
        }

        string parameters = NodeTo(New(Parameters), "Sub", Parameters, Node("Mul", step, Rate));
        NodeTo(New(Average), "Add", parameters, Node("Mul", Node("Sub", Average, parameters), AverageShare));
    }

    private string Node(string opType, params string[] inputs) =>
        NodeTo(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{opType} {_graph.Node.Count}"), opType, inputs);

    private string NodeTo(string output, string opType, params string[] inputs)
    {
        _graph.Node.Add(NodeBuilder.Node(opType, output, inputs, [output]));
        return output;
    }

    private string Scalar(float value)
    {
        string name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"constant {_graph.Initializer.Count}");
        _graph.Initializer.Add(TensorBuilder.Floats(name, [], [value]));
        return name;
    }
}
