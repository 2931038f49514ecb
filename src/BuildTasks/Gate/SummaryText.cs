using System.Globalization;
using System.Text;
using RsdtrEdge.BuildTasks.Diagnostics;

namespace RsdtrEdge.BuildTasks.Gate;

/// <summary>The parts of a project's section that a build which fails early and <c>rsdtr gate</c> write alike, in GitHub's Markdown.</summary>
internal static class SummaryText
{
    /// <summary>The section's title, with the empty line behind it.</summary>
    /// <param name="project">The project's file.</param>
    /// <param name="framework">The framework, where the project has several; else null or empty.</param>
    public static string Title(string project, string? framework)
    {
        string name = string.IsNullOrEmpty(framework) ? "" : $" ({Escape(framework!)})";
        return $"### {Escape(Path.GetFileName(project))}{name}: compressed networks\n\n";
    }

    /// <summary>What was said, as a list of errors and one of warnings; nothing for none.</summary>
    public static string Lists(IReadOnlyList<CanonicalLine> lines) =>
        List("Errors", lines.Where(line => line.IsError)) + List("Warnings", lines.Where(line => !line.IsError));

    /// <summary>A text in which nothing is read as Markdown's or its HTML's own.</summary>
    public static string Escape(string value)
    {
        StringBuilder escaped = new(value.Length);
        foreach (char one in value)
        {
            _ = one is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '#' or '~' or '&' or '@'
                ? escaped.Append('\\').Append(one)
                : escaped.Append(char.IsControl(one) ? ' ' : one);
        }

        return escaped.ToString();
    }

    private static string List(string title, IEnumerable<CanonicalLine> lines)
    {
        string[] items = [.. lines.Select(line =>
        {
            string where = line.File is null ? "" : $" {Escape(Path.GetFileName(line.File))}, line {line.Line.ToString(CultureInfo.InvariantCulture)}:";
            return $"- {line.Code}{where} {Escape(line.Text)}\n";
        }).Distinct()];
        return items.Length > 0 ? $"\n**{title}**\n\n{string.Concat(items)}" : "";
    }
}
