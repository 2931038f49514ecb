using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Training.Engine;

namespace RsdtrEdge.Compressor.Training.Graphs.Updates;

/// <summary>
/// What happens to the parameters when the gradients of all shards are there, as standard ONNX operators: their sum g, its norm, g shortened to
/// the longest that is allowed, the optimizer's step, the moving average. Vectors are [P]; rates are scalars.
/// </summary>
/// <remarks>w' = w - r step; the average becomes w' + q (average - w').</remarks>
internal sealed class UpdateGraph
{
    /// <summary>The input with what is trained; the output of what it becomes begins with <see cref="New"/>, as those of all vectors of the state.</summary>
    public const string Parameters = "parameters";

    /// <summary>The input with the moving average.</summary>
    public const string Average = "average";

    /// <summary>The input with the velocity v; <see cref="OptimizerKind.Momentum"/> and <see cref="OptimizerKind.Muon"/>.</summary>
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

    private UpdateGraph(ParameterLayout layout, int shards, OptimizerSettings settings)
    {
        State = settings.Kind == OptimizerKind.AdamW ? [Parameters, Average, First, Second] : [Parameters, Average, Velocity];
        Scalars = settings.Kind == OptimizerKind.AdamW
            ? [Rate, Decay, Longest, AverageShare, FirstCorrection, SecondCorrection]
            : [Rate, Decay, Longest, AverageShare];
        GraphProto graph = new() { Name = "update" };
        Model = new OnnxModel(new ModelProto { IrVersion = 7, ProducerName = "rsdtr", Graph = graph });
        Model.Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        foreach (string vector in State.Append(Mask).Concat(Enumerable.Range(0, shards).Select(Gradient)))
        {
            graph.Input.Add(FloatValue.Of(vector, layout.Length));
        }

        foreach (string scalar in Scalars)
        {
            graph.Input.Add(FloatValue.Of(scalar));
        }

        Write(new UpdateNodes(graph), layout, shards, settings);
        graph.Output.Add(FloatValue.Of(Norm));
        graph.Output.AddRange(State.Select(vector => FloatValue.Of(New(vector), layout.Length)));
    }

    /// <summary>The graph.</summary>
    public OnnxModel Model { get; }

    /// <summary>The names of the vectors that change, and that a checkpoint needs.</summary>
    public IReadOnlyList<string> State { get; }

    /// <summary>The names of the rates.</summary>
    public IReadOnlyList<string> Scalars { get; }

    /// <summary>Makes the graph.</summary>
    /// <param name="layout">What is trained: P numbers.</param>
    /// <param name="shards">The number of gradients.</param>
    /// <param name="settings">The optimizer.</param>
    public static UpdateGraph Of(ParameterLayout layout, int shards, OptimizerSettings settings) => new(layout, shards, settings);

    /// <summary>The input with the gradient of a shard.</summary>
    public static string Gradient(int shard) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"gradient {shard}");

    /// <summary>The output with what a vector of the state becomes.</summary>
    public static string New(string vector) => $"new {vector}";

    private static void Write(UpdateNodes nodes, ParameterLayout layout, int shards, OptimizerSettings settings)
    {
        // In the order of the shards, always.
        string sum = Gradient(0);
        for (int shard = 1; shard < shards; shard++)
        {
            sum = nodes.Node("Add", sum, Gradient(shard));
        }

        nodes.NodeTo(Norm, "Sqrt", nodes.SquaredLength(sum));
        string gradient = nodes.Node("Mul", sum, nodes.Node("Div", Longest, nodes.Node("Max", Norm, Longest)));
        UpdateTerms terms = new(gradient, nodes.Node("Mul", nodes.Node("Mul", Parameters, Mask), Decay));
        string step = settings.Kind switch
        {
            OptimizerKind.AdamW => AdamWUpdate.Write(nodes, terms, settings),
            OptimizerKind.Muon => MuonUpdate.Write(nodes, terms, settings, layout),
            _ => MomentumUpdate.Write(nodes, terms, settings.Momentum),
        };
        string parameters = nodes.NodeTo(New(Parameters), "Sub", Parameters, nodes.Node("Mul", step, Rate));
        nodes.NodeTo(New(Average), "Add", parameters, nodes.Node("Mul", nodes.Node("Sub", Average, parameters), AverageShare));
    }
}
