using System.Collections.Immutable;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes.Rules;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Shapes;

/// <summary>
/// Finds the shapes of all values of a graph by one walk in topological order, one rule for each operator (ONNX operator
/// specification). Small integer tensors are followed by content, so that shapes computed by nodes resolve.
/// </summary>
/// <remarks>
/// What a rule leaves open is completed by what the file declares (value_info, outputs); where the file contradicts a rule, the
/// rule holds, as in ONNX Runtime: files with outdated declarations are common. An operator without a rule has unknown shapes.
/// </remarks>
internal static class ShapeInference
{
    /// <summary>Infers the shapes of a graph's values.</summary>
    /// <param name="graph">The graph, its nodes in topological order.</param>
    /// <param name="opset">The version of ONNX's operator set that the model imports.</param>
    /// <param name="options">What may be assumed of the inputs.</param>
    /// <param name="cancellationToken">Stops the work between nodes.</param>
    /// <exception cref="Runtime.Diagnostics.RsdtrException">Shapes contradict an operator's definition (RSDTR1009).</exception>
    public static ShapeTable Infer(
        OnnxGraph graph, long opset, ShapeInferenceOptions? options = null, CancellationToken cancellationToken = default)
    {
        ShapeTable table = new();
        DeclaredShapes declared = new(graph, options ?? new ShapeInferenceOptions());
        foreach (ValueInfoProto input in graph.Inputs)
        {
            table.Set(input.Name, declared.OfInput(input));
        }

        foreach (TensorProto tensor in graph.Proto.Initializer)
        {
            table.Set(tensor.Name, OfTensor(tensor));
        }

        foreach (NodeProto node in graph.Nodes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Infer(node, opset, table, declared);
        }

        return table;
    }

    /// <summary>Infers the shapes of a model's main graph.</summary>
    /// <inheritdoc cref="Infer(OnnxGraph, long, ShapeInferenceOptions, CancellationToken)"/>
    public static ShapeTable Infer(OnnxModel model, ShapeInferenceOptions? options = null, CancellationToken cancellationToken = default) =>
        Infer(model.Graph, model.OpsetVersion() ?? OpsetVersions.Newest, options, cancellationToken);

    /// <summary>What is known of a stored tensor: all of it where it is small and numeric.</summary>
    internal static ValueFacts OfTensor(TensorProto tensor)
    {
        TensorShape shape = TensorShape.Of([.. tensor.Dims]);
        return new ValueFacts(shape, tensor.DataType, TensorSizes.ElementCount(tensor) <= ValueFacts.MaxContent ? ContentOf(tensor) : null);
    }

    private static ImmutableArray<Element>? ContentOf(TensorProto tensor) => (DataType)tensor.DataType switch
    {
        DataType.Int64 or DataType.Int32 or DataType.Int16 or DataType.Int8 or DataType.Uint8 or DataType.Uint16 or DataType.Uint32 or DataType.Bool
            => [.. TensorReader.ToInt64s(tensor).Select(Element.Of)],
        DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16
            => [.. TensorReader.ToFloats(tensor, convert: true).Select(value => Element.Of((double)value))],
        _ => null,
    };

    private static void Infer(NodeProto node, long opset, ShapeTable table, DeclaredShapes declared)
    {
        ShapeContext context = new(node, opset, table);
        if (OperatorDomain.IsDefault(node.Domain) && ShapeRules.Find(node.OpType) is { } rule)
        {
            try
            {
                rule(context);
            }
            catch (OverflowException)
            {
                throw context.Malformed("has a shape of more than 2^63 elements");
            }
        }

        for (int index = 0; index < node.Output.Count; index++)
        {
            if (node.Output[index].Length > 0)
            {
                table.Set(node.Output[index], declared.Complete(node.Output[index], context.Output(index)));
            }
        }
    }
}
