using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Shapes;

/// <summary>What the file itself says of shapes: inputs, outputs and value_info, with open dimensions bound as the options ask.</summary>
internal sealed class DeclaredShapes
{
    private readonly Dictionary<string, ValueFacts> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _symbols = new(StringComparer.Ordinal);
    private readonly ShapeInferenceOptions _options;
    private readonly bool _outdated;

    public DeclaredShapes(OnnxGraph graph, ShapeInferenceOptions options)
    {
        _options = options;
        foreach (ValueInfoProto input in graph.Inputs)
        {
            _outdated |= Bind(input);
        }

        foreach (ValueInfoProto value in graph.Proto.ValueInfo.Concat(graph.Outputs))
        {
            _values[value.Name] = Read(value);
        }
    }

    /// <summary>What an input of the graph is.</summary>
    public ValueFacts OfInput(ValueInfoProto input)
    {
        ValueFacts declared = Read(input);
        return _options.InputShapes.TryGetValue(input.Name, out TensorShape? given)
            ? declared with { Shape = given }
            : declared with { Shape = WithBatch(declared.Shape) };
    }

    /// <summary>What a rule found, completed by what the file declares.</summary>
    public ValueFacts Complete(string value, ValueFacts inferred)
    {
        if (!_values.TryGetValue(value, out ValueFacts? declared))
        {
            return inferred;
        }

        // Sizes declared for another input size than the one asked for would be wrong.
        TensorShape? shape = _outdated ? inferred.Shape : inferred.Shape?.CompletedBy(declared.Shape) ?? declared.Shape;
        return inferred with { Shape = shape, ElementType = inferred.ElementType != 0 ? inferred.ElementType : declared.ElementType };
    }

    // Sets the symbols of an input's open dimensions; true where a declared number is replaced by another one.
    private bool Bind(ValueInfoProto input)
    {
        TensorShape? declared = Read(input).Shape;
        TensorShape? wanted = _options.InputShapes.TryGetValue(input.Name, out TensorShape? given) ? given : WithBatch(declared);
        if (declared is null || wanted is null || declared.Rank != wanted.Rank)
        {
            return declared is not null && wanted is not null;
        }

        for (int axis = 0; axis < declared.Rank; axis++)
        {
            if (declared[axis].Symbol is { } symbol && wanted[axis].Value is { } value)
            {
                _symbols.TryAdd(symbol, value);
            }
        }

        return declared.Zip(wanted).Any(pair => pair.First.Contradicts(pair.Second));
    }

    private TensorShape? WithBatch(TensorShape? shape) =>
        _options.OpenBatch is { } batch && shape is { Rank: > 1 } && !shape[0].IsKnown ? shape.With(0, Dimension.Of(batch)) : shape;

    private ValueFacts Read(ValueInfoProto value)
    {
        TypeProto.Types.Tensor? type = value.Type?.TensorType;
        return new ValueFacts(
            type?.Shape is null ? null : new TensorShape(type.Shape.Dim.Select(ReadDimension)), type?.ElemType ?? 0);
    }

    private Dimension ReadDimension(TensorShapeProto.Types.Dimension dimension)
    {
        if (dimension.HasDimParam && dimension.DimParam.Length > 0)
        {
            return _symbols.TryGetValue(dimension.DimParam, out long bound) ? Dimension.Of(bound) : Dimension.Named(dimension.DimParam);
        }

        // Exporters write 0 or -1 for a dimension that they leave open.
        return dimension.HasDimValue && dimension.DimValue > 0 ? Dimension.Of(dimension.DimValue) : Dimension.Unknown;
    }
}
