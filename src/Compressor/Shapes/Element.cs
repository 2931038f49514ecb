namespace RsdtrEdge.Compressor.Shapes;

/// <summary>One element of a small tensor whose content is followed through the graph: a number, a dimension's name, or unknown.</summary>
internal readonly record struct Element
{
    private Element(long? integer, double? real, string? symbol)
    {
        Integer = integer;
        Real = real;
        Symbol = symbol;
    }

    public static Element Unknown => default;

    /// <summary>The number of an integer tensor's element.</summary>
    public long? Integer { get; }

    /// <summary>The number of a floating-point tensor's element.</summary>
    public double? Real { get; }

    /// <summary>The dimension that the element stands for.</summary>
    public string? Symbol { get; }

    /// <summary>The number in either form.</summary>
    public double? Number => Real ?? Integer;

    public static Element Of(long value) => new(value, null, null);

    public static Element Of(double value) => new(null, value, null);

    public static Element Of(Dimension dimension) => new(dimension.Value, null, dimension.Symbol);

    /// <summary>The element as a size; unknown where it is negative.</summary>
    public Dimension ToDimension() =>
        Integer is { } value && value >= 0 ? Dimension.Of(value) : Symbol is { } symbol ? Dimension.Named(symbol) : Dimension.Unknown;
}
