using System.Globalization;

namespace RsdtrEdge.Runtime.Board;

/// <summary>The kernel's lists of processors, such as <c>0-3,5</c>.</summary>
internal static class ProcessorList
{
    /// <summary>The numbers in a list; null where it is none.</summary>
    public static int[]? TryParse(string? text)
    {
        List<int> numbers = [];
        foreach (string part in text?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !TryNumber(ends[0], out int first) || !TryNumber(ends[^1], out int last) || last < first)
            {
                return null;
            }

            numbers.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return numbers.Count == 0 ? null : [.. numbers];
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < 1 << 16;
}
