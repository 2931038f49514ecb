using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>
/// Tests of the targets' mechanics with a stand-in for rsdtr whose "parameters" are the file's bytes and which keeps half of them:
/// fast, and independent of what compression can reach.
/// </summary>
/// <param name="feed">The packed package.</param>
public abstract class FakeToolTest(PackageFeed feed)
{
    /// <summary>How the stand-in's line of a finished compression begins.</summary>
    protected const string Compressed = "fake rsdtr compressed";

    /// <summary>What MSBuild says of a network whose results are up to date.</summary>
    protected const string Skipped = "Skipping target \"_RsdtrFindOutdated\" because all output files are up-to-date";

    /// <summary>The packed package.</summary>
    private protected PackageFeed Feed { get; } = feed;

    private protected ConsumerProject Create(string items, params string[] models)
    {
        var project = new ConsumerProject(Feed);
        Rewrite(project, items);
        foreach (string model in models.DefaultIfEmpty("net.onnx"))
        {
            project.WriteBytes($"models/{model}", new byte[1000]);
        }

        project.WriteBudget("devices/board.json", "1000");
        return project;
    }

    private protected static void Rewrite(ConsumerProject project, string items, string? properties = null) =>
        project.WriteProject(items, properties ?? FakeTool.PropertyFor(FakeTool.AssemblyPath));

    private protected static void AssertRan(ConsumerProject project, params string[] models) => AssertRan(project, [], models);

    private protected static void AssertRan(ConsumerProject project, string[] arguments, params string[] models)
    {
        CommandResult build = project.Build(arguments).Succeeds();
        Assert.Equal(models.Length, build.Lines(Compressed).Count);
        Assert.All(models, model => Assert.Single(build.Lines($"{Compressed} {model}")));
    }
}
