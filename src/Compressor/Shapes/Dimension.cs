using System.Globalization;

namespace RsdtrEdge.Compressor.Shapes;

/// <summary>One dimension of a tensor: a number, a name that stands for a number known at run time only, or unknown.</summary>
public readonly record struct Dimension
{
    private Dimension(long? value, string? symbol)
    {
        Value = value;
        Symbol = symbol;
    }

    /// <summary>The number, or null where it is a symbol or unknown.</summary>
    public long? Value { get; }

    /// <summary>The name of a dimension that is set at run time, for example <c>batch</c>; null for numbers and unknown ones.</summary>
    public string? Symbol { get; }

    /// <summary>A dimension of which nothing is known.</summary>
    public static Dimension Unknown => default;

    /// <summary>Whether it is a number.</summary>
    public bool IsKnown => Value is not null;

    /// <summary>A number.</summary>
    /// <param name="value">The size, not negative.</param>
    public static Dimension Of(long value) => value >= 0 ? new Dimension(value, null) : throw new ArgumentOutOfRangeException(nameof(value));

    /// <summary>A name that stands for a number known at run time.</summary>
    /// <param name="symbol">The name.</param>
    public static Dimension Named(string symbol) => new(null, symbol);

    /// <summary>The number, the name, or <c>?</c>.</summary>
    public override string ToString() => Value?.ToString(CultureInfo.InvariantCulture) ?? Symbol ?? "?";

    /// <summary>Whether two dimensions are surely the same size.</summary>
    internal bool SurelyEquals(Dimension other) => (IsKnown || Symbol is not null) && this == other;

    /// <summary>Whether two dimensions are surely of different sizes.</summary>
    internal bool Contradicts(Dimension other) => IsKnown && other.IsKnown && Value != other.Value;

    /// <summary>This dimension, or what another source says where this one is less certain.</summary>
    internal Dimension Or(Dimension other) => IsKnown || (Symbol is not null && !other.IsKnown) ? this : other is { IsKnown: false, Symbol: null } ? this : other;
}
