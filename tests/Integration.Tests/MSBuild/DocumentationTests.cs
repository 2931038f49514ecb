using System.Text.RegularExpressions;
using System.Xml.Linq;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>Holds docs/msbuild.md, docs/implementation-notes.md and the package's props and targets together.</summary>
public sealed partial class DocumentationTests
{
    private static readonly XElement s_props = Load("build/RsdtrEdge.Build.props");
    private static readonly XElement s_targets = Load("build/RsdtrEdge.Build.targets");
    private static readonly string s_page = Read("docs/msbuild.md");
    private static readonly string s_notes = Read("docs/implementation-notes.md");

    [Fact]
    public void Each_metadatum_is_declared_and_documented()
    {
        IEnumerable<string> declared = s_props.Descendants("RsdtrModel").Where(item => item.Parent!.Name == "ItemDefinitionGroup").Elements().Select(e => e.Name.LocalName);
        Assert.Equal(declared.Order(StringComparer.Ordinal), Rows("metadatum").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_public_property_is_used_and_documented()
    {
        string text = s_props.ToString() + s_targets;
        IEnumerable<string> used = PublicProperty().Matches(text).Select(match => match.Groups[1].Value).Distinct();
        Assert.Equal(used.Order(StringComparer.Ordinal), Rows("property").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_public_target_is_documented_for_one_framework_and_for_several()
    {
        string[] documented = [.. Rows("target").Order(StringComparer.Ordinal)];
        Assert.Equal(PublicTargets(s_targets), documented);
        Assert.Equal(PublicTargets(Load("buildMultiTargeting/RsdtrEdge.Build.targets")), documented);
    }

    [Fact]
    public void Each_target_is_explained_and_nothing_else_is() =>
        Assert.Equal(
            s_targets.Elements("Target").Select(target => target.Attribute("Name")!.Value).Order(StringComparer.Ordinal),
            ExplainedTarget().Matches(s_notes).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void The_sample_workflow_sets_documented_properties()
    {
        string[] set = [.. SetProperty().Matches(Read("samples/ci/github-actions.yml")).Select(match => match.Groups[1].Value)];
        Assert.Contains("RsdtrLockedMode", set);
        Assert.Subset(Rows("property").ToHashSet(), set.ToHashSet());
    }

    [Fact]
    public void The_sample_workflow_does_what_its_page_says()
    {
        string page = Read("samples/ci/README.md");
        string[] commands = [.. Read("samples/ci/github-actions.yml").Split('\n').Where(line => !line.TrimStart().StartsWith('#'))];
        string[] named = [.. NamedSetting().Matches(page).Select(match => match.Groups[1].Value)];
        Assert.Contains("RsdtrLockedMode", named);
        Assert.All(named, property => Assert.Contains(commands, line => line.Contains($"-p:{property}=", StringComparison.Ordinal)));
        // It fails where the lock file is absent, so that the page tells how to make it.
        Assert.Contains("`dotnet build -t:RsdtrUpdateLock`", page, StringComparison.Ordinal);
        Assert.Contains("RsdtrUpdateLock", Rows("target"));
        // A cache is saved under a key that is not there yet: one made from the networks alone would never save what another .NET or tool made.
        string key = Assert.Single(commands, line => line.TrimStart().StartsWith("key: rsdtr-", StringComparison.Ordinal));
        Assert.EndsWith("${{ github.run_id }}", key.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_row_has_an_example()
    {
        foreach (string kind in new[] { "metadatum", "property", "target", "code" })
        {
            Assert.All(TableRows(kind), row => Assert.Contains('`', row.Split('|')[^2]));
        }
    }

    [Fact]
    public void What_is_not_public_begins_with_an_underscore()
    {
        Assert.All(s_targets.Elements("Target"), target => Assert.Matches("^_?Rsdtr", target.Attribute("Name")!.Value));
        // The last two are NuGet's and dotnet watch's own.
        Assert.All(
            s_targets.Descendants("PropertyGroup").Elements(),
            property => Assert.Matches("^(_Rsdtr|RsdtrToolPath$|TargetsForTfmSpecificContentInPackage$|CustomCollectWatchItems$)", property.Name.LocalName));
    }

    private static IEnumerable<string> PublicTargets(XElement project) =>
        project.Elements("Target").Select(target => target.Attribute("Name")!.Value).Where(name => name[0] != '_').Order(StringComparer.Ordinal);

    /// <summary>The first column of the rows of every table whose heading is the word.</summary>
    internal static IEnumerable<string> Rows(string kind) => TableRows(kind).Select(row => row.Split('`')[1]);

    // The rows of every table whose first column has that heading.
    private static IEnumerable<string> TableRows(string heading)
    {
        bool inside = false;
        foreach (string line in s_page.Split('\n'))
        {
            if (!line.StartsWith('|'))
            {
                inside = false;
            }
            else if (line.StartsWith($"| {heading} |", StringComparison.Ordinal))
            {
                inside = true;
            }
            else if (inside && line.StartsWith("| `", StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }

    private static XElement Load(string path) => XElement.Parse(Read("src/BuildTasks/" + path));

    private static string Read(string path) => File.ReadAllText(Path.Combine(RepositoryLayout.Root, path)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"\$\((Rsdtr\w+)\)")]
    private static partial Regex PublicProperty();

    [GeneratedRegex(@"-p:(Rsdtr\w+)=")]
    private static partial Regex SetProperty();

    // A property of this package or of NuGet's between backticks.
    [GeneratedRegex(@"`((?:Rsdtr|Restore)\w+)`")]
    private static partial Regex NamedSetting();

    [GeneratedRegex(@"^\*\*`(\w+)`\*\*", RegexOptions.Multiline)]
    private static partial Regex ExplainedTarget();
}
