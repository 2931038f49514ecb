using System.Globalization;

namespace RsdtrEdge.Tools.Edge.Output;

/// <summary>Aligned plain text: the first column to the left, the others to the right.</summary>
internal sealed class TextTable(params string[] header)
{
    private readonly List<string[]> _rows = [header];

    /// <summary>Adds a row, with as many cells as the header.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Writes all rows.</summary>
    public void WriteTo(TextWriter writer)
    {
        int[] widths = [.. Enumerable.Range(0, header.Length).Select(column => _rows.Max(row => row[column].Length))];
        foreach (string[] row in _rows)
        {
            writer.WriteLine(string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd());
        }
    }

    /// <summary>A figure with three decimals, or "unknown".</summary>
    public static string Figure(double? value) => value?.ToString("F3", CultureInfo.InvariantCulture) ?? "unknown";
}
