using System.Text.RegularExpressions;
using System.Xml.Linq;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Documentation;

/// <summary>The versions of packages that pages tell a reader to reference are those of this repository.</summary>
public sealed partial class PackageVersionTests
{
    [Fact]
    public void Each_reference_on_a_page_has_the_version_in_use()
    {
        string own = Load("Directory.Build.props").Descendants("Version").Single().Value;
        Dictionary<string, string> others = Load("Directory.Packages.props").Descendants("PackageVersion").Where(version => version.Attribute("Include") is not null)
            .ToDictionary(version => version.Attribute("Include")!.Value, version => version.Attribute("Version")!.Value, StringComparer.Ordinal);
        (string Page, string Package, string Version)[] references =
        [
            .. from page in DocumentedCommands.Pages
               from Match match in Reference().Matches(File.ReadAllText(Path.Combine(RepositoryLayout.Root, page)))
               select (page, match.Groups[1].Value, match.Groups[2].Value),
        ];
        Assert.Contains(references, reference => !reference.Package.StartsWith("RsdtrEdge.", StringComparison.Ordinal));
        Assert.All(references, reference => Assert.Equal(
            reference.Package.StartsWith("RsdtrEdge.", StringComparison.Ordinal) ? own : others.GetValueOrDefault(reference.Package), reference.Version));
    }

    private static XElement Load(string file) => XElement.Load(Path.Combine(RepositoryLayout.Root, file));

    [GeneratedRegex("<PackageReference Include=\"([^\"]+)\" Version=\"([^\"]+)\"")]
    private static partial Regex Reference();
}
