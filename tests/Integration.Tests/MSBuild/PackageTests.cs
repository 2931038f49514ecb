using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>What RsdtrEdge.Build holds, and what it does not.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class PackageTests(PackageFeed feed)
{
    [Fact]
    public void It_holds_the_targets_the_task_and_the_whole_tool()
    {
        using var package = new PackageContent(feed.PackageFile);
        string[] expected =
        [
            "README.md", "docs/errors.md", "THIRD-PARTY-NOTICES.txt", "onnxruntime/ThirdPartyNotices.txt",
            "build/RsdtrEdge.Build.props", "build/RsdtrEdge.Build.targets",
            "build/RsdtrModel.xaml", "build/RsdtrProperties.xaml", "build/RsdtrEdge.Build.targets.buildschema.json",
            "buildMultiTargeting/RsdtrEdge.Build.props", "buildMultiTargeting/RsdtrEdge.Build.targets",
            "tasks/netstandard2.0/RsdtrEdge.BuildTasks.dll",
            "tools/rsdtr/rsdtr.dll", "tools/rsdtr/rsdtr.deps.json", "tools/rsdtr/rsdtr.runtimeconfig.json",
            .. Directory.GetFiles(Path.Combine(RepositoryLayout.Root, "devices"), "*.json").Select(file => $"tools/rsdtr/devices/{Path.GetFileName(file)}"),
            .. new[] { "compression-report", "finetuning-report", "latency-report", "rsdtr-lock", "device-budget", "device-profile" }.Select(name => $"schemas/{name}.schema.json"),
            $"tools/rsdtr/runtimes/{PackageFeed.OtherRid}/native/libonnxruntime.so",
        ];
        Assert.All(expected, name => Assert.Contains(name, package.Names));
        _ = Assert.Single(package.Names, name => name.StartsWith($"tools/rsdtr/runtimes/{PackageFeed.HostRid}/native/", StringComparison.Ordinal) && name.Contains("onnxruntime", StringComparison.Ordinal));
        Assert.Equal(package.Names.Distinct(StringComparer.Ordinal).Count(), package.Names.Count);

        // The task is loaded alone: MSBuild has its own copies of what it compiles against.
        _ = Assert.Single(package.Names, name => name.StartsWith("tasks/", StringComparison.Ordinal));
        // The tool is started by dotnet, on any machine: no launcher of the machine that packed.
        Assert.DoesNotContain(package.Names, name => name is "tools/rsdtr/rsdtr" or "tools/rsdtr/rsdtr.exe" || name.EndsWith(".pdb", StringComparison.Ordinal));
        Assert.DoesNotContain(package.Names, name => name.StartsWith("lib/", StringComparison.Ordinal) || name.StartsWith("content", StringComparison.Ordinal));
    }

    [Fact]
    public void It_is_a_development_dependency_without_dependencies()
    {
        using var package = new PackageContent(feed.PackageFile);
        Assert.Equal("RsdtrEdge.Build", package.Value("id"));
        Assert.Equal("true", package.Value("developmentDependency"));
        Assert.DoesNotContain(package.Metadata.Descendants(), element => element.Name.LocalName == "dependency");
    }

    [Fact]
    public void Nothing_of_it_reaches_those_who_reference_its_consumer()
    {
        using var project = new ConsumerProject(feed);
        project.WriteProject("", "<PackageId>Consumer</PackageId>");
        _ = project.DotNet("pack", "-c", "Debug", "-o", project.Full("packed"), "-nologo").Succeeds();
        using var package = new PackageContent(project.Full("packed/Consumer.1.0.0.nupkg"));
        Assert.DoesNotContain(package.Metadata.Descendants(), element => element.Name.LocalName == "dependency");
        Assert.DoesNotContain(package.Names, name => name.Contains("rsdtr", StringComparison.OrdinalIgnoreCase));
    }
}
