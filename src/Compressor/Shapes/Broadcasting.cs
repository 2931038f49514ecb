namespace RsdtrEdge.Compressor.Shapes;

/// <summary>ONNX's multidirectional broadcasting, the same as NumPy's.</summary>
internal static class Broadcasting
{
    /// <summary>The common shape, or null where a rank is not known.</summary>
    /// <exception cref="Runtime.Diagnostics.RsdtrException">The shapes do not fit (RSDTR1009).</exception>
    public static TensorShape? Combine(ShapeContext context, IEnumerable<TensorShape?> shapes)
    {
        TensorShape? result = TensorShape.Scalar;
        foreach (TensorShape? shape in shapes)
        {
            result = result is null || shape is null ? null : Combine(context, result, shape);
        }

        return result;
    }

    private static TensorShape Combine(ShapeContext context, TensorShape left, TensorShape right)
    {
        int rank = Math.Max(left.Rank, right.Rank);
        Dimension[] result = new Dimension[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            Dimension a = FromEnd(left, rank - axis);
            Dimension b = FromEnd(right, rank - axis);
            result[axis] = Combine(a, b) ?? throw context.Malformed($"combines the shapes {left} and {right}, which do not broadcast");
        }

        return new TensorShape(result);
    }

    private static Dimension? Combine(Dimension left, Dimension right) => (left.Value, right.Value) switch
    {
        (1, _) => right,
        (_, 1) => left,
        ({ } a, { } b) => a == b ? left : null,
        // The open one must be 1 or the same number; either gives the number.
        ({ }, null) => left,
        (null, { }) => right,
        _ => left.SurelyEquals(right) ? left : Dimension.Unknown,
    };

    private static Dimension FromEnd(TensorShape shape, int distance) =>
        distance <= shape.Rank ? shape[shape.Rank - distance] : Dimension.Of(1);
}
