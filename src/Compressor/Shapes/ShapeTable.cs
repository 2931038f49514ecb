namespace RsdtrEdge.Compressor.Shapes;

/// <summary>What shape inference found: shape, element type and, for small tensors, content of each value of a graph.</summary>
internal sealed class ShapeTable
{
    private readonly Dictionary<string, ValueFacts> _facts = new(StringComparer.Ordinal);

    /// <summary>The shape of a value, or null where it is not known.</summary>
    public TensorShape? this[string value] => Facts(value).Shape;

    /// <summary>All that is known of a value; nothing for names that the graph does not have.</summary>
    public ValueFacts Facts(string value) => _facts.GetValueOrDefault(value, ValueFacts.Unknown);

    internal void Set(string value, ValueFacts facts) => _facts[value] = facts;
}
