using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Differentiation.Operators;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Differentiation;

/// <summary>
/// A network with its derivatives by reverse-mode differentiation, as ONNX operators, standard ones unless asked for others: for a vector v_k of the shape of each
/// output y_k it gives the gradient of sum_k &lt;v_k, y_k&gt; with respect to values inside the network.
/// </summary>
/// <param name="Model">
/// The nodes of the network that are needed, and those of the backward pass. Inputs: the network's, then the vectors. Outputs: the gradients, each
/// of its value's shape, before them the values of the network that were asked for.
/// </param>
/// <param name="SeedOf">The input that takes the vector v_k, for each float32 output of the network, by the output's name.</param>
/// <param name="GradientOf">The output that is the gradient with respect to a value, by the value's name; values may share one.</param>
/// <param name="Unreached">The values that have no gradient, and why.</param>
/// <param name="Incomplete">The values whose gradient lacks the part that a further path would add, and what blocks that path.</param>
internal sealed record GradientGraph(
    OnnxModel Model, IReadOnlyDictionary<string, string> SeedOf, IReadOnlyDictionary<string, string> GradientOf,
    IReadOnlyDictionary<string, BlockedPath> Unreached, IReadOnlyDictionary<string, BlockedPath> Incomplete)
{
    /// <summary>Differentiates a network.</summary>
    /// <param name="model">A canonical network; it is not changed.</param>
    /// <param name="shapes">
    /// The shapes of its values. The first axis may be open; sizes that a rule needs and that are not known block its path. Shapes inferred for one
    /// batch serve for every batch, unless the network computes across its images.
    /// </param>
    /// <param name="values">
    /// The values to differentiate with respect to. Each counts as a variable of its own: where one is computed from another, the gradient with
    /// respect to the other holds what passes through both.
    /// </param>
    /// <param name="keep">Further values of the network that become outputs; those that are its inputs do not.</param>
    /// <param name="ownOperators">Whether nodes may have the project's own operators (<see cref="OwnOperators"/>), which only sessions that are given them run.</param>
    /// <exception cref="ArgumentException">The network has no value of a name.</exception>
    public static GradientGraph Of(OnnxModel model, ShapeTable shapes, IReadOnlyList<string> values, IReadOnlyList<string>? keep = null, bool ownOperators = false)
    {
        OnnxModel copy = model.Clone();
        OnnxGraph graph = copy.Graph;
        foreach (string value in values)
        {
            if (graph.Producer(value) is null && graph.Initializer(value) is null && !graph.Inputs.Any(input => input.Name == value))
            {
                throw new ArgumentException($"The network has no value '{value}'.", nameof(values));
            }
        }

        OpsetPolicy.RequireIrVersion(copy.Proto, OpsetPolicy.IrVersionOfInitializersOnly);
        GradientWriter writer = new(graph, copy.OpsetVersion() ?? OpsetVersions.Newest, ownOperators);
        Backpropagation pass = new(graph, shapes, writer, values);
        ValueInfoProto[] outputs = [.. graph.Outputs];
        Dictionary<string, string> seeds = AddSeeds(graph, shapes, outputs);
        foreach ((string output, string seed) in seeds)
        {
            pass.Seed(output, seed);
        }

        pass.Run();
        Dictionary<string, string> gradients = new(StringComparer.Ordinal);
        Dictionary<string, BlockedPath> unreached = new(StringComparer.Ordinal);
        Dictionary<string, BlockedPath> incomplete = new(StringComparer.Ordinal);
        HashSet<string> seedNames = new(seeds.Values, StringComparer.Ordinal);
        foreach (string value in values.Distinct(StringComparer.Ordinal))
        {
            BlockedPath? blocked = pass.BlockOf(value);
            if (pass.GradientOf(value) is not { } gradient)
            {
                unreached.Add(value, blocked ?? new BlockedPath(null, "no float32 output of the network changes with it"));
                continue;
            }

            // An input cannot be an output.
            gradients.Add(value, seedNames.Contains(gradient) ? writer.Node("Identity", [gradient]) : gradient);
            if (blocked is not null)
            {
                incomplete.Add(value, blocked);
            }
        }

        writer.Append();
        graph.Proto.Output.Clear();
        string[] kept = [.. (keep ?? []).Distinct(StringComparer.Ordinal).Where(name => !graph.Inputs.Any(input => input.Name == name))];
        graph.Proto.Output.AddRange(kept.Select(name => outputs.FirstOrDefault(output => output.Name == name) ?? Declare(name)));
        graph.Proto.Output.AddRange(gradients.Values.Distinct(StringComparer.Ordinal).Except(kept, StringComparer.Ordinal).Select(name => Declare(name)));
        graph.Changed();
        if (graph.Nodes.Any(OwnOperators.Includes))
        {
            OwnOperators.Import(copy.Proto);
        }

        graph.RemoveUnusedNodes();
        graph.RemoveStaleValueInfo();
        return new GradientGraph(copy, seeds, gradients, unreached, incomplete);
    }

    private static Dictionary<string, string> AddSeeds(OnnxGraph graph, ShapeTable shapes, IEnumerable<ValueInfoProto> outputs)
    {
        bool openBatch = graph.Inputs.Any(input => input.Type?.TensorType?.Shape is { Dim: [{ DimValue: <= 0 }, ..] });
        Dictionary<string, string> seeds = new(StringComparer.Ordinal);
        foreach (ValueInfoProto output in outputs)
        {
            ValueFacts facts = shapes.Facts(output.Name);
            int type = facts.ElementType != 0 ? facts.ElementType : output.Type?.TensorType?.ElemType ?? 0;
            if (type == (int)DataType.Float)
            {
                string seed = graph.UniqueName($"seed of {output.Name}");
                graph.Proto.Input.Add(Declare(seed, facts.Shape, openBatch));
                seeds.Add(output.Name, seed);
            }
        }

        return seeds;
    }

    // A shape that was inferred for one batch must not bind a network whose batch is open.
    private static ValueInfoProto Declare(string name, TensorShape? shape = null, bool openBatch = false)
    {
        TypeProto.Types.Tensor type = new() { ElemType = (int)DataType.Float };
        if (shape is not null)
        {
            type.Shape = new TensorShapeProto();
            type.Shape.Dim.AddRange(shape.Select((dimension, axis) => (dimension.Value, dimension.Symbol) switch
            {
                ({ } size, _) when axis > 0 || !openBatch => new TensorShapeProto.Types.Dimension { DimValue = size },
                (_, { } symbol) => new TensorShapeProto.Types.Dimension { DimParam = symbol },
                _ => new TensorShapeProto.Types.Dimension(),
            }));
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = type } };
    }
}
