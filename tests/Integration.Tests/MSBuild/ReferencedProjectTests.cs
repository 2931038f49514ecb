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

    [Fact]
    public void Two_networks_of_one_place_are_refused_unless_they_are_equal()
    {
        using ConsumerProject project = new(Feed);
        WriteLibrary(project, "first", 1000);
        WriteLibrary(project, "second", 800);
        WriteApplication(project, "", "first", "second");
        AssertRefused("first", "second");

        // The application's own would win without a word.
        project.WriteBytes("application/models/net.onnx", new byte[600]);
        project.WriteBudget("application/devices/board.json", "1000");
        WriteApplication(project, Item, "first");
        AssertRefused("application", "first");

        WriteApplication(project, Item.Replace("/>", "Link=\"own/net.onnx\" />", StringComparison.Ordinal), "first");
        _ = project.Build(Application).Succeeds();
        Assert.Equal(500, project.Size(Output));
        Assert.Equal(300, project.Size($"application/{ConsumerProject.OutputFolder}/own/net.onnx"));

        project.WriteBytes("second/models/net.onnx", new byte[1000]);
        WriteApplication(project, "", "first", "second");
        _ = project.Build(Application).Succeeds();
        Assert.Equal(500, project.Size(Output));

        void AssertRefused(params string[] owners)
        {
            IReadOnlyList<string> lines = project.Build(Application).Fails().Lines($"{project.Full(Application)}(1): error RSDTR3006: Two files land at models/net.onnx in the output");
            Assert.NotEmpty(lines);
            Assert.All(owners, owner => Assert.Contains(project.Full($"{owner}/{ConsumerProject.IntermediateFolder}/models/net.onnx"), lines[0], StringComparison.Ordinal));
            Assert.False(project.Has(Output));
        }
    }

    [Fact]
    public void An_application_that_is_built_alone_does_not_copy_what_the_librarys_gate_refused()
    {
        using ConsumerProject project = new(Feed);
        WriteLibrary(project, "library", 1000);
        WriteApplication(project, "", "library");
        _ = project.Build(Application).Succeeds();

        project.WriteBudget("library/devices/board.json", "499");
        string expected = $"{project.Full("library/devices/board.json")}(3): error RSDTR2101: 500 parameters > 499";
        Assert.NotEmpty(project.Build("library/library.csproj").Fails().Lines(expected));
        File.Delete(project.Full(Output));
        Assert.NotEmpty(project.Build(Application, "--no-dependencies").Fails().Lines(expected));
        Assert.False(project.Has(Output));

        // A build of both asks anew.
        project.WriteBudget("library/devices/board.json", "500");
        _ = Assert.Single(project.Build(Application).Succeeds().Lines(Compressed));
        _ = project.Build(Application, "--no-dependencies").Succeeds();
        Assert.Equal(500, project.Size(Output));
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
