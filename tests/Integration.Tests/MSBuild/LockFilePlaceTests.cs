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
}
