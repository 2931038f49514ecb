using System.Globalization;

namespace RsdtrEdge.Benchmarks.Reporting;

/// <summary>A table that is written line by line as plain text and, when it is complete, as Markdown.</summary>
/// <param name="columns">The columns with their widths in plain text; negative ones are set left.</param>
internal sealed class ReportTable(params (string Name, int Width)[] columns)
{
    private readonly List<string[]> _lines = [];

    /// <summary>Adds a line, and writes it below the header.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="writer">Where the plain text goes.</param>
    public void Add(string[] cells, TextWriter writer)
    {
        if (_lines.Count == 0)
        {
            writer.WriteLine(ToText([.. columns.Select(column => column.Name)]));
        }

        _lines.Add(cells);
        writer.WriteLine(ToText(cells));
    }

    /// <summary>The lines of the table in Markdown; none where it is empty.</summary>
    public IEnumerable<string> ToMarkdown() => _lines.Count == 0
        ? []
        :
        [
            ToMarkdown(columns.Select(column => column.Name)),
            ToMarkdown(columns.Select(column => column.Width < 0 ? "---" : "---:")).Replace(" ", "", StringComparison.Ordinal),
            .. _lines.Select(ToMarkdown),
        ];

    /// <summary>A figure with a dot and fixed decimals; a dash where there is none.</summary>
    public static string Figure(double? value, int decimals) =>
        value is { } figure ? figure.ToString($"F{decimals}", CultureInfo.InvariantCulture) : "-";

    /// <summary>A share in percent, without the sign; a dash where there is none.</summary>
    public static string Percent(double? share, int decimals) => Figure(100 * share, decimals);

    private static string ToMarkdown(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private string ToText(string[] cells) => string.Join(
        "  ", cells.Select((cell, i) => columns[i].Width < 0 ? cell.PadRight(-columns[i].Width) : cell.PadLeft(columns[i].Width))).TrimEnd();
}
