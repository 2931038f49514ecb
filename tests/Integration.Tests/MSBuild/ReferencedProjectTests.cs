using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>What an application gets of the networks of libraries that it references.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class ReferencedProjectTests(PackageFeed feed) : FakeToolTest(feed)
{
    private const string Application = "application/application.csproj";
    private const string Item = """<RsdtrModel Include="models/net.onnx" Budget="board" />""";
    private const string Output = $"application/{ConsumerProject.OutputFolder}/models/net.onnx";

    [Fact]
    public void A_library_chooses_its_network_by_the_applications_runtime_identifier_where_it_is_told_of_it()
    {
        const string Items = """
            <RsdtrModel Include="models/net.onnx" Budget="board" Condition="'$(RuntimeIdentifier)' == ''" />
            <RsdtrModel Include="models/large.onnx" Link="models/net.onnx" Budget="board" Condition="'$(RuntimeIdentifier)' == '{0}'" />
            """;
        using ConsumerProject project = new(Feed);
        WriteLibrary(project, "library", 1000, Items.Replace("{0}", PackageFeed.OtherRid, StringComparison.Ordinal), "<IsRidAgnostic>false</IsRidAgnostic>");
        project.WriteBytes("library/models/large.onnx", new byte[1400]);
        WriteApplication(project, "", "library");
        _ = project.Build(Application).Succeeds();
        Assert.Equal(500, project.Size(Output));
        _ = project.DotNet(
            "publish", Application, "-r", PackageFeed.OtherRid, "--self-contained", "false", "-p:UseAppHost=false", "-c", "Debug", "-o", project.Full("board"), "-nologo").Succeeds();
        Assert.Equal(700, project.Size("board/models/net.onnx"));
    }

    private static void WriteLibrary(ConsumerProject project, string name, int bytes, string items = Item, string properties = "")
    {
        project.WriteProject(items, FakeTool.PropertyFor(FakeTool.AssemblyPath) + properties, $"{name}/{name}.csproj");
        project.WriteBytes($"{name}/models/net.onnx", new byte[bytes]);
        project.WriteBudget($"{name}/devices/board.json", "1000");
    }

    private static void WriteApplication(ConsumerProject project, string items, params string[] libraries) => project.WriteProject(
        items + string.Concat(libraries.Select(name => $"""<ProjectReference Include="../{name}/{name}.csproj" />""")), FakeTool.PropertyFor(FakeTool.AssemblyPath), Application);
}
