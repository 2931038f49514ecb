using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Shapes.Rules;

/// <summary>Matrix products and Einstein sums.</summary>
internal static class MatrixRules
{
    public static IEnumerable<KeyValuePair<string, ShapeRule>> All =>
    [
        new("Gemm", Gemm), new("MatMul", MatMul), new("Einsum", Einsum),
    ];

    private static void Gemm(ShapeContext context)
    {
        if (context.Shape(0) is not { } a || context.Shape(1) is not { } b)
        {
            return;
        }

        if (b.Rank != 2 || a.Rank < 2)
        {
            throw context.Malformed($"multiplies {a} by {b}, which are not two matrices");
        }

        // Old versions flatten the first operand to a matrix, as Flatten does.
        bool transposeA = context.Node.GetInt("transA", 0) != 0;
        bool transposeB = context.Node.GetInt("transB", 0) != 0;
        (Dimension rows, Dimension inner) = a.Rank == 2
            ? (a[transposeA ? 1 : 0], a[transposeA ? 0 : 1])
            : (a[0], Arithmetic.Product(a.Skip(1)));
        Dimension innerB = b[transposeB ? 1 : 0];
        if (inner.Contradicts(innerB))
        {
            throw context.Malformed($"multiplies {a} by {b}: the inner sizes {inner} and {innerB} differ");
        }

        context.SetOutput(0, new TensorShape(rows, b[transposeB ? 0 : 1]));
    }

    private static void MatMul(ShapeContext context)
    {
        if (context.ShapeOfRankAtLeast(0, 1) is not { } a || context.ShapeOfRankAtLeast(1, 1) is not { } b)
        {
            return;
        }

        Dimension innerA = a[a.Rank - 1];
        Dimension innerB = b[Math.Max(0, b.Rank - 2)];
        if (innerA.Contradicts(innerB))
        {
            throw context.Malformed($"multiplies {a} by {b}: the inner sizes {innerA} and {innerB} differ");
        }

        TensorShape? batch = Broadcasting.Combine(context, [new TensorShape(a.SkipLast(2)), new TensorShape(b.SkipLast(2))]);
        context.SetOutput(0, batch is null
            ? null
            : new TensorShape([.. batch, .. a.Rank > 1 ? [a[a.Rank - 2]] : Array.Empty<Dimension>(), .. b.Rank > 1 ? [b[b.Rank - 1]] : Array.Empty<Dimension>()]));
    }

    private static void Einsum(ShapeContext context)
    {
        EinsumEquation equation = EinsumEquation.Parse(context);
        TensorShape?[] shapes = [.. Enumerable.Range(0, context.InputCount).Select(context.Shape)];
        if (shapes.All(shape => shape is not null) && equation.SizesOf(context, shapes!) is { } sizes)
        {
            context.SetOutput(0, new TensorShape(equation.Output.Select(label => sizes[label])));
        }
    }
}
