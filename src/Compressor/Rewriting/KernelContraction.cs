using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>
/// A kernel made of stored factors when the model is loaded: the sum of their products over the labels that the kernel has not.
/// </summary>
/// <remarks>
/// One Einsum node: of what ONNX Runtime does for a node at load, walking over it once a rewrite and making a session for it to be computed in, most takes longer than the arithmetic of
/// a small layer, and it moves axes by itself. Models of operator sets before 12, which have no Einsum, get a product for each factor but one, and what reshapes and moves axes between them.
/// </remarks>
internal static class KernelContraction
{
    private const long FirstSetWithEinsum = 12;

    /// <summary>Adds the nodes.</summary>
    /// <param name="nodes">Where they go.</param>
    /// <param name="hint">What their names begin with.</param>
    /// <param name="kernel">The labels of the kernel's axes.</param>
    /// <param name="factors">Two factors or more. Each label of the kernel is one of a factor, and each label of a factor one of the kernel or of another factor, or of size 1.</param>
    /// <returns>The kernel, an axis for each label.</returns>
    public static FoldedValue Add(FoldedNodes nodes, string hint, string kernel, params IReadOnlyList<KernelFactor> factors)
    {
        Dictionary<char, long> sizes = [];
        foreach (KernelFactor factor in factors)
        {
            foreach ((char label, long size) in factor.Labels.Zip(factor.Value.Shape))
            {
                sizes[label] = size;
            }
        }

        KernelFactor[] ordered = [.. ContractionOrder.Cheapest([.. factors.Select(factor => factor.Labels)], kernel, sizes).Select(at => factors[at])];
        return nodes.Opset >= FirstSetWithEinsum
            ? nodes.Sum(hint, $"{string.Join(',', ordered.Select(factor => factor.Labels))}->{kernel}", [.. ordered.Select(factor => factor.Value)], ShapeOf(kernel, sizes))
            : Multiply(nodes, hint, ordered, kernel, sizes);
    }

    private static FoldedValue Multiply(FoldedNodes nodes, string hint, KernelFactor[] factors, string kernel, Dictionary<char, long> sizes)
    {
        KernelFactor product = factors[0];
        for (int next = 1; next < factors.Length; next++)
        {
            KernelFactor factor = factors[next];
            string later = kernel + string.Concat(factors.Skip(next + 1).Select(other => other.Labels));
            string both = Labels(product.Labels.Where(factor.Labels.Contains));
            string batch = Labels(both.Where(later.Contains));
            string summed = Labels(both.Except(batch));
            string rows = Labels(product.Labels.Except(both).Where(later.Contains));
            string columns = Labels(factor.Labels.Except(both).Where(later.Contains));
            string made = batch + rows + columns;
            long[] groups = batch.Length == 0 ? [] : [Count(batch, sizes)];
            FoldedValue left = Arrange(nodes, hint, product, batch + rows + summed, [.. groups, Count(rows, sizes), Count(summed, sizes)]);
            FoldedValue right = Arrange(nodes, hint, factor, batch + summed + columns, [.. groups, Count(summed, sizes), Count(columns, sizes)]);
            FoldedValue matrices = nodes.Product(hint, left, right, [.. groups, Count(rows, sizes), Count(columns, sizes)]);
            product = new KernelFactor(made, nodes.Reshape(hint, matrices, ShapeOf(made, sizes)));
        }

        return Arrange(nodes, hint, product, kernel, ShapeOf(kernel, sizes));
    }

    // A tensor with its axes in another order, then with other sizes. An axis of size 1 is nowhere.
    private static FoldedValue Arrange(FoldedNodes nodes, string hint, KernelFactor factor, string labels, long[] shape)
    {
        (string wide, FoldedValue value) = (Wide(factor), factor.Value);
        string order = Labels(labels.Where(wide.Contains));
        if (order != wide)
        {
            value = nodes.Reshape(hint, value, [.. factor.Value.Shape.Where(size => size != 1)]);
            value = nodes.Transpose(hint, value, [.. order.Select(label => wide.IndexOf(label, StringComparison.Ordinal))]);
        }

        return nodes.Reshape(hint, value, shape);
    }

    private static string Wide(KernelFactor factor) => Labels(factor.Labels.Where((_, axis) => factor.Value.Shape[axis] != 1));

    private static long Count(string labels, Dictionary<char, long> sizes) => labels.Aggregate(1L, (product, label) => product * sizes[label]);

    private static long[] ShapeOf(string labels, Dictionary<char, long> sizes) => [.. labels.Select(label => sizes[label])];

    private static string Labels(IEnumerable<char> labels) => string.Concat(labels);
}
