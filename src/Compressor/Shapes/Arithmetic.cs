namespace RsdtrEdge.Compressor.Shapes;

/// <summary>Arithmetic on dimensions, some of which may be symbols or unknown; it overflows with an exception.</summary>
internal static class Arithmetic
{
    public static Dimension Add(Dimension left, Dimension right) => (left.Value, right.Value) switch
    {
        ({ } a, { } b) => Dimension.Of(checked(a + b)),
        (0, _) => right,
        (_, 0) => left,
        _ => Dimension.Unknown,
    };

    public static Dimension Multiply(Dimension left, Dimension right) => (left.Value, right.Value) switch
    {
        ({ } a, { } b) => Dimension.Of(checked(a * b)),
        (0, _) or (_, 0) => Dimension.Of(0),
        (1, _) => right,
        (_, 1) => left,
        _ => Dimension.Unknown,
    };

    /// <summary>The product; 1 for none.</summary>
    public static Dimension Product(IEnumerable<Dimension> dimensions) => dimensions.Aggregate(Dimension.Of(1), Multiply);

    /// <summary>Applies a function of sizes; a dimension that is not a number stays as it is where the function is the identity.</summary>
    public static Dimension Map(Dimension dimension, bool isIdentity, Func<long, long> function) =>
        isIdentity ? dimension : dimension.Value is { } value ? Dimension.Of(Math.Max(0, function(value))) : Dimension.Unknown;
}
