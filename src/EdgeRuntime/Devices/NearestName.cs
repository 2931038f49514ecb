namespace RsdtrEdge.Runtime.Devices;

/// <summary>Finds the name that was probably meant, for the remedy of an error about an unknown one. The build's tasks compile this file, too.</summary>
internal static class NearestName
{
    /// <summary>The letters that a slip of the fingers changes. Where any name may be somebody's own, one that differs by more is taken for that.</summary>
    public const int Slip = 2;

    /// <summary>The known name that differs least from what was written, or null where none comes near.</summary>
    /// <param name="written">What was written.</param>
    /// <param name="known">The names that exist.</param>
    /// <param name="most">How many letters may differ at most, however long the names are.</param>
    public static string? Find(string written, IEnumerable<string> known, int most = int.MaxValue)
    {
        (string? name, int distance) = known
            .Select(name => ((string?)name, Distance(written, name)))
            .OrderBy(pair => pair.Item2)
            .FirstOrDefault();
        // A third of the letters may differ: "flop" means flops, "frequency" means nothing here.
        return name is not null && distance <= Math.Min(most, Math.Max(1, (Math.Max(written.Length, name.Length) + 1) / 3)) ? name : null;
    }

    // Levenshtein distance, letters compared without case; row by row.
    private static int Distance(string left, string right)
    {
        int[] previous = [.. Enumerable.Range(0, right.Length + 1)];
        int[] current = new int[right.Length + 1];
        for (int i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int substitution = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(previous[j], current[j - 1]) + 1, previous[j - 1] + substitution);
            }

            (previous, current) = (current, previous);
        }

        return previous[right.Length];
    }
}
