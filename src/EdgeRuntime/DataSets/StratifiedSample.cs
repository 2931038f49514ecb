namespace RsdtrEdge.Runtime.DataSets;

/// <summary>
/// Seeded samples without replacement. Where there are labels the sample is stratified: each class gets its share of the count by the method
/// of largest remainders (equal remainders in a seeded order), and is sampled on its own.
/// </summary>
internal static class StratifiedSample
{
    /// <summary>Draws a sample.</summary>
    /// <param name="labels">Each item's label, or null where there are none.</param>
    /// <param name="total">Items.</param>
    /// <param name="count">Items to draw; all where there are fewer.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>The indices drawn, ascending.</returns>
    public static int[] Draw(IReadOnlyList<int>? labels, int total, int count, long seed)
    {
        if (count >= total)
        {
            return [.. Enumerable.Range(0, total)];
        }

        SeededGenerator generator = new(seed);
        int[][] strata = labels is null
            ? [[.. Enumerable.Range(0, total)]]
            : [.. Enumerable.Range(0, total).GroupBy(i => labels[i]).OrderBy(stratum => stratum.Key).Select(stratum => stratum.ToArray())];
        int[] shares = Shares(strata, total, count, generator);
        List<int> drawn = new(count);
        for (int i = 0; i < strata.Length; i++)
        {
            generator.Shuffle<int>(strata[i]);
            drawn.AddRange(strata[i].AsSpan(0, shares[i]));
        }

        drawn.Sort();
        return [.. drawn];
    }

    private static int[] Shares(int[][] strata, int total, int count, SeededGenerator generator)
    {
        // Whole numbers throughout: share i is strata[i].Length * count / total.
        int[] shares = [.. strata.Select(stratum => (int)((long)stratum.Length * count / total))];
        int[] order = [.. Enumerable.Range(0, strata.Length)];
        generator.Shuffle<int>(order);
        int missing = count - shares.Sum();
        foreach (int i in order.OrderByDescending(i => (long)strata[i].Length * count % total).Take(missing))
        {
            shares[i]++;
        }

        return shares;
    }
}
