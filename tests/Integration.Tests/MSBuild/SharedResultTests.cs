using Google.Protobuf;
using RsdtrEdge.Integration.Tests.Cli;
using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>One network in several builds: rsdtr itself compresses it once.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class SharedResultTests(PackageFeed feed)
{
    private const string Item = """<RsdtrModel Include="models/net.onnx" Budget="board" />""";
    private const string Kept = "cache: the result is kept.";
    private const string Taken = "cache: the result was made before and is taken from what was kept.";

    [Fact]
    public void Frameworks_and_configurations_share_what_was_made()
    {
        using ConsumerProject project = new(feed);
        Prepare(project, "");
        project.Write("consumer.csproj", File.ReadAllText(project.Full("consumer.csproj"))
            .Replace("<TargetFramework>net10.0</TargetFramework>", "<TargetFrameworks>netstandard2.0;net10.0</TargetFrameworks><DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>", StringComparison.Ordinal));
        AssertMade(project.Build("-m", "-t:RsdtrCheckBudget"), made: 1, taken: 1);
        byte[] network = File.ReadAllBytes(project.Full("obj/Debug/net10.0/rsdtr/models/net.onnx"));
        Assert.Equal(network, File.ReadAllBytes(project.Full("obj/Debug/netstandard2.0/rsdtr/models/net.onnx")));

        AssertMade(project.Build("-c", "Release", "-t:RsdtrCheckBudget"), made: 0, taken: 2);
        Assert.Equal(network, File.ReadAllBytes(project.Full("obj/Release/net10.0/rsdtr/models/net.onnx")));

        // Clean is the project's own; the cache goes when it is asked to.
        _ = project.DotNet("clean", "-c", "Release", "-nologo").Succeeds();
        Assert.False(project.Has("obj/Release/net10.0/rsdtr/models/net.onnx"));
        AssertMade(project.Build("-c", "Release", "-t:RsdtrCheckBudget"), made: 0, taken: 2);

        project.Write("../cache/of another program", "content");
        _ = project.Build("-t:RsdtrClearCache").Succeeds();
        Assert.Equal(["of another program"], Directory.GetFileSystemEntries(project.ResultCache).Select(Path.GetFileName));
        _ = project.DotNet("clean", "-nologo").Succeeds();
        AssertMade(project.Build("-p:RsdtrCacheEnabled=false", "-p:TargetFramework=net10.0", "-t:RsdtrCheckBudget"), made: 0, taken: 0);
        Assert.Equal(network, File.ReadAllBytes(project.Full("obj/Debug/net10.0/rsdtr/models/net.onnx")));
    }

    [Fact]
    public void Ten_projects_that_are_built_side_by_side_share_what_was_made()
    {
        using ConsumerProject project = new(feed);
        string[] names = [.. Enumerable.Range(0, 10).Select(i => $"p{i}")];
        foreach (string name in names)
        {
            Prepare(project, name + "/");
        }

        project.Write("all.proj", """
            <Project DefaultTargets="Build">
              <ItemGroup><Part Include="p*/consumer.csproj" /></ItemGroup>
              <Target Name="Restore"><MSBuild Projects="@(Part)" Targets="Restore" /></Target>
              <Target Name="Build"><MSBuild Projects="@(Part)" BuildInParallel="true" /></Target>
            </Project>
            """);
        AssertMade(project.DotNet("msbuild", "all.proj", "-restore", "-m", "-v:normal", "-tl:off", "-nologo"), made: 1, taken: 9);
        byte[] network = File.ReadAllBytes(project.Full($"p0/{ConsumerProject.OutputFolder}/models/net.onnx"));
        Assert.All(names, name => Assert.Equal(network, File.ReadAllBytes(project.Full($"{name}/{ConsumerProject.OutputFolder}/models/net.onnx"))));
    }

    private static void AssertMade(CommandResult build, int made, int taken)
    {
        _ = build.Succeeds();
        Assert.Equal((made, taken), (build.Lines(Kept).Count, build.Lines(Taken).Count));
    }

    private static void Prepare(ConsumerProject project, string folder)
    {
        project.WriteProject(Item, file: folder + "consumer.csproj");
        project.WriteBytes(folder + "models/net.onnx", CliModels.Classifier().ToByteArray());
        project.WriteBudget(folder + "devices/board.json", "\"60%\"");
    }
}
