using RsdtrEdge.Integration.Tests.Cli;
using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>A lock file of another name, and its verdict where nothing is built; with rsdtr itself.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class LockFilePlaceTests(PackageFeed feed)
{
    private const string Lock = "locks/app.json";

    [Fact]
    public void The_lock_file_is_the_one_that_the_project_names_and_its_verdict_holds_without_a_build()
    {
        using ConsumerProject project = new(feed);
        project.WriteProject("""<RsdtrModel Include="models/net.onnx" MaxParameters="60%" />""", $"<RsdtrLockFile>{Lock}</RsdtrLockFile>");
        _ = Directory.CreateDirectory(project.Full("models"));
        _ = CliModels.Save(CliModels.Classifier(), project.Full("models/net.onnx"));
        Assert.NotEmpty(project.Build("-p:RsdtrLockedMode=true").Fails().Lines($"error RSDTR2207: models/net.onnx is not in app.json"));
        Assert.NotEmpty(project.Build("-t:RsdtrUpdateLock").Succeeds().Lines($"{project.Full(Lock)} was written"));
        Assert.False(project.Has("rsdtr.lock.json"));
        Assert.Empty(project.Build("-p:RsdtrLockedMode=true").Succeeds().Lines("RSDTR22"));
        _ = Publish().Succeeds();
        Directory.Delete(project.Full("published"), recursive: true);

        // A lock file that cannot be read leaves no clean verdict of an earlier build behind, and once it is mended all is well.
        string accepted = File.ReadAllText(project.Full(Lock));
        project.Write(Lock, "no lock file");
        Assert.NotEmpty(project.Build().Fails().Lines($"{project.Full(Lock)}(1): error RSDTR2202"));
        Assert.NotEmpty(Publish().Fails().Lines($"{project.Full(Lock)}(1): error RSDTR2202"));
        Assert.False(project.Has("published/models/net.onnx"));
        project.Write(Lock, accepted);
        Assert.Empty(project.Build().Succeeds().Lines("RSDTR22"));

        string[] lines = File.ReadAllLines(project.Full(Lock));
        int line = Array.FindIndex(lines, text => text.Contains("\"parameters\"", StringComparison.Ordinal));
        lines[line] = "      \"parameters\": 10,";
        project.Write(Lock, string.Join('\n', lines));
        string expected = $"{project.Full(Lock)}({line + 1}): error RSDTR2206: models/net.onnx: ";
        Assert.NotEmpty(project.Build().Fails().Lines(expected));
        Assert.NotEmpty(Publish().Fails().Lines(expected));
        Assert.False(project.Has("published/models/net.onnx"));

        CommandResult Publish() => project.DotNet("publish", "-c", "Debug", "-o", project.Full("published"), "--no-build", "-nologo", "-tl:off");
    }

    [Fact]
    public void What_Directory_Build_targets_sets_counts_although_it_is_read_last()
    {
        using ConsumerProject project = new(feed);
        project.WriteProject("""<RsdtrModel Include="models/net.onnx" MaxParameters="60%" />""");
        project.Write("Directory.Build.targets", $"""
            <Project>
              <PropertyGroup>
                <RsdtrLockFile>{Lock}</RsdtrLockFile>
                <RsdtrLockedMode>true</RsdtrLockedMode>
                <RsdtrSarifFile>rsdtr.sarif</RsdtrSarifFile>
                <RsdtrSummaryFile>summary.md</RsdtrSummaryFile>
              </PropertyGroup>
            </Project>
            """);
        _ = Directory.CreateDirectory(project.Full("models"));
        _ = CliModels.Save(CliModels.Classifier(), project.Full("models/net.onnx"));
        Assert.NotEmpty(project.Build().Fails().Lines("error RSDTR2207: models/net.onnx is not in app.json"));
        Assert.Contains("RSDTR2207", File.ReadAllText(project.Full("rsdtr.sarif")), StringComparison.Ordinal);
        Assert.Contains("RSDTR2207", File.ReadAllText(project.Full("summary.md")), StringComparison.Ordinal);

        Assert.NotEmpty(project.Build("-t:RsdtrUpdateLock").Succeeds().Lines($"{project.Full(Lock)} was written"));
        Assert.Empty(project.Build().Succeeds().Lines("RSDTR22"));
        Assert.DoesNotContain("RSDTR2207", File.ReadAllText(project.Full("rsdtr.sarif")), StringComparison.Ordinal);
    }
}
