using System.Text.RegularExpressions;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Documentation;

/// <summary>What the pages point at is there.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Each_link_to_a_file_leads_to_one()
    {
        (string Page, string Target)[] links = [.. Found(Link()).Where(link => !link.Target.Contains(':', StringComparison.Ordinal))];
        Assert.NotEmpty(links);
        Assert.All(links, link =>
        {
            string[] parts = link.Target.Split('#', 2);
            string file = parts[0].Length == 0 ? link.Page : Path.Combine(Path.GetDirectoryName(link.Page)!, parts[0]);
            string path = Path.Combine(RepositoryLayout.Root, file);
            Assert.True(Path.Exists(path), $"{link.Page}: nothing is at {link.Target}");
            if (parts.Length > 1)
            {
                Assert.True(File.ReadLines(path).Any(line => line.StartsWith('#') && Anchor(line) == parts[1]), $"{link.Page}: no heading for {link.Target}");
            }
        });
    }

    [Fact]
    public void Each_project_that_a_command_names_is_there()
    {
        (string Page, string Target)[] projects = [.. Found(Project())];
        Assert.NotEmpty(projects);
        Assert.All(projects, project => Assert.True(Path.Exists(Path.Combine(RepositoryLayout.Root, project.Target)), $"{project.Page}: no project at {project.Target}"));
    }

    private static IEnumerable<(string Page, string Target)> Found(Regex pattern) =>
        from page in DocumentedCommands.Pages
        from Match match in pattern.Matches(File.ReadAllText(Path.Combine(RepositoryLayout.Root, page)))
        select (page, match.Groups[1].Value);

    // As GitHub makes them of headings: lower case, blanks as hyphens, nothing else but letters, digits and hyphens.
    private static string Anchor(string heading) =>
        NoAnchor().Replace(heading.TrimStart('#').Trim().ToLowerInvariant().Replace(' ', '-'), "");

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"--project ((?:samples|src|benchmarks|tests)[A-Za-z0-9./-]*)")]
    private static partial Regex Project();

    [GeneratedRegex(@"[^\p{L}\p{Nd}_-]")]
    private static partial Regex NoAnchor();
}
