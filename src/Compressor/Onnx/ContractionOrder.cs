namespace RsdtrEdge.Compressor.Onnx;

/// <summary>
/// In which order the operands of an Einstein sum are multiplied with the fewest multiply-adds. ONNX Runtime multiplies them from the first to the last, two at a time, whatever that costs: a ring's
/// cores in an unfortunate order take twenty times as many.
/// </summary>
internal static class ContractionOrder
{
    // Their 120 orders are tried one by one; more operands are left as they are.
    private const int MostOperands = 5;

    /// <summary>The cheapest order; of several as cheap the one that begins with the operand that is given first, and so on.</summary>
    /// <param name="operands">The labels of each operand's axes.</param>
    /// <param name="result">The labels of the result's axes.</param>
    /// <param name="sizes">The size of each label.</param>
    /// <returns>The operands' positions.</returns>
    public static IReadOnlyList<int> Cheapest(IReadOnlyList<string> operands, string result, IReadOnlyDictionary<char, long> sizes)
    {
        int[] given = [.. Enumerable.Range(0, operands.Count)];
        return operands.Count is < 2 or > MostOperands ? given : Orders(given).MinBy(order => MultiplyAdds([.. order.Select(at => operands[at])], result, sizes))!;
    }

    /// <summary>The multiply-adds of a contraction from the first operand to the last: of each product as many as its operands have different labels' sizes, multiplied.</summary>
    /// <param name="operands">The labels of each operand's axes, in the order of the products.</param>
    /// <param name="result">The labels of the result's axes.</param>
    /// <param name="sizes">The size of each label.</param>
    public static double MultiplyAdds(IReadOnlyList<string> operands, string result, IReadOnlyDictionary<char, long> sizes)
    {
        double sum = 0;
        IEnumerable<char> labels = operands[0];
        for (int next = 1; next < operands.Count; next++)
        {
            char[] together = [.. labels.Union(operands[next])];
            sum += together.Aggregate(1.0, (product, label) => product * sizes[label]);
            string later = result + string.Concat(operands.Skip(next + 1));
            labels = together.Where(later.Contains);
        }

        return sum;
    }

    private static IEnumerable<int[]> Orders(int[] positions) => positions.Length == 1
        ? [positions]
        : positions.SelectMany(first => Orders([.. positions.Where(other => other != first)]), (first, rest) => (int[])[first, .. rest]);
}
