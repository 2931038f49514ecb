using System.IO.Compression;
using System.Xml.Linq;
using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>What the package holds, and what it does not.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class PackageTests(PackageFeed feed)
{
    [Fact]
    public void It_holds_the_targets_the_task_and_the_whole_tool()
    {
        using ZipArchive package = ZipFile.OpenRead(feed.PackageFile);
        string[] names = [.. package.Entries.Select(entry => entry.FullName)];
        string[] expected =
        [
            "README.md",
            "build/RsdtrEdge.Build.props", "build/RsdtrEdge.Build.targets",
            "buildMultiTargeting/RsdtrEdge.Build.props", "buildMultiTargeting/RsdtrEdge.Build.targets",
            "tasks/netstandard2.0/RsdtrEdge.BuildTasks.dll",
            "tools/rsdtr/rsdtr.dll", "tools/rsdtr/rsdtr.deps.json", "tools/rsdtr/rsdtr.runtimeconfig.json",
            "tools/rsdtr/devices/pi4.json", "tools/rsdtr/devices/device-budget.schema.json",
        ];
        Assert.All(expected, name => Assert.Contains(name, names));
        Assert.Contains(names, name => name.StartsWith("tools/rsdtr/runtimes/", StringComparison.Ordinal) && name.Contains("/native/", StringComparison.Ordinal) && name.Contains("onnxruntime", StringComparison.Ordinal));

        // The task is loaded alone: MSBuild has its own copies of what it compiles against.
        _ = Assert.Single(names, name => name.StartsWith("tasks/", StringComparison.Ordinal));
        Assert.DoesNotContain(names, name => name.StartsWith("lib/", StringComparison.Ordinal) || name.StartsWith("content", StringComparison.Ordinal));
    }

    [Fact]
    public void It_is_a_development_dependency_without_dependencies()
    {
        using ZipArchive package = ZipFile.OpenRead(feed.PackageFile);
        using Stream nuspec = package.GetEntry("RsdtrEdge.Build.nuspec")!.Open();
        XElement metadata = XDocument.Load(nuspec).Root!.Elements().Single();
        string? Value(string name) => metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;

        Assert.Equal("RsdtrEdge.Build", Value("id"));
        Assert.Equal("true", Value("developmentDependency"));
        Assert.Equal("MIT", Value("license"));
        Assert.Equal("README.md", Value("readme"));
        Assert.DoesNotContain(metadata.Descendants(), element => element.Name.LocalName == "dependency");
    }
}
