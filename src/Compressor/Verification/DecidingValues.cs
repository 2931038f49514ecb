using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;

namespace RsdtrEdge.Compressor.Verification;

/// <summary>
/// The floating-point values that decide a network's whole-number outputs: scores in front of an ArgMax, a TopK or a Cast. Rounding may choose between equal
/// scores, so that two right networks differ in the numbers that follow; the scores themselves do not. From these values on nothing is floating-point, so that
/// no layer that was changed lies behind them: where they are equal, the rest is the same computation. What the network decides before them and goes on with is found elsewhere
/// (<see cref="RoundingDecisions"/>).
/// </summary>
internal static class DecidingValues
{
    /// <summary>Finds them: going back from each output, the first floating-point value on each way.</summary>
    /// <param name="model">A network that gives no floating-point numbers.</param>
    /// <returns>Their names in the order of execution; none where the outputs depend on inputs and constants alone.</returns>
    public static IReadOnlyList<string> Find(OnnxModel model)
    {
        OnnxGraph graph = model.Graph;
        ShapeTable shapes = ShapeInference.Infer(model);
        HashSet<string> seen = new(StringComparer.Ordinal);
        HashSet<string> found = new(StringComparer.Ordinal);
        Stack<string> open = new(graph.Outputs.Select(output => output.Name));
        while (open.TryPop(out string? value))
        {
            if (!seen.Add(value) || graph.IsConstant(value) || graph.Producer(value) is not { } producer)
            {
                continue;
            }

            if (ElementTypes.IsComputedIn(shapes.Facts(value).ElementType))
            {
                found.Add(value);
                continue;
            }

            foreach (string read in Subgraphs.ValuesRead(producer))
            {
                open.Push(read);
            }
        }

        return [.. graph.Nodes.SelectMany(node => node.Output).Where(found.Contains)];
    }

    /// <summary>A copy of a network that gives values as outputs, too.</summary>
    /// <param name="model">The network; it stays as it is.</param>
    /// <param name="values">Values of the network; those that are outputs already stay so.</param>
    public static OnnxModel Expose(OnnxModel model, IEnumerable<string> values)
    {
        OnnxModel copy = model.Clone();
        copy.Proto.Graph.Output.AddRange(values.Where(value => !model.Graph.IsOutput(value)).Select(value => new ValueInfoProto { Name = value }));
        copy.Graph.Changed();
        return copy;
    }
}
