using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>
/// That the model goes wherever the application goes: every way to publish, libraries that carry one, and items that depend on what is built. With the
/// stand-in for rsdtr, which keeps half of a file's bytes; the template's test goes the same ways with rsdtr itself.
/// </summary>
[Collection(PackageFeedGroup.Name)]
public sealed class PublishTests(PackageFeed feed)
{
    private const string Compressed = "fake rsdtr compressed";

    [Fact]
    public void Publishing_for_a_board_carries_the_boards_model_and_the_boards_native_library()
    {
        using ConsumerProject project = Create($"""
            <PackageReference Include="RsdtrEdge.Runtime" Version="{feed.Version}" />
            <RsdtrModel Include="models/net.onnx" Budget="board" Condition="'$(RuntimeIdentifier)' == ''" />
            <RsdtrModel Include="models/large.onnx" Link="models/net.onnx" Budget="board" Condition="'$(RuntimeIdentifier)' == '{PackageFeed.OtherRid}'" />
            """);
        project.WriteBytes("models/large.onnx", new byte[1400]);
        _ = project.Build().Succeeds();
        Assert.Equal(500, project.Size($"{ConsumerProject.OutputFolder}/models/net.onnx"));

        _ = project.DotNet("publish", "-r", PackageFeed.OtherRid, "--self-contained", "false", "-p:UseAppHost=false", "-c", "Debug", "-o", project.Full("board"), "-nologo").Succeeds();
        Assert.Equal(700, project.Size("board/models/net.onnx"));
        Assert.Equal(PackageFeed.OtherNative, File.ReadAllText(project.Full("board/libonnxruntime.so")));

        // The build for this machine has folders of its own, so that neither disturbs the other.
        CommandResult again = project.Build().Succeeds();
        Assert.Empty(again.Lines(Compressed));
        Assert.Equal(500, project.Size($"{ConsumerProject.OutputFolder}/models/net.onnx"));
    }

    [Fact]
    public void A_single_file_has_the_model_beside_it_with_and_without_a_build()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" ReportLink="models/net.report.json" />""");
        string[] publish =
        [
            "publish", "-r", PackageFeed.HostRid, "--self-contained", "false", "-p:PublishSingleFile=true", "-p:EnableSingleFileAnalyzer=false", "-c", "Debug", "-nologo", "-tl:off", "-v", "normal", "-o",
        ];
        _ = Assert.Single(project.DotNet([.. publish, project.Full("first")]).Succeeds().Lines(Compressed));
        CommandResult second = project.DotNet([.. publish, project.Full("second"), "--no-build"]).Succeeds();
        Assert.Empty(second.Lines(Compressed));
        Assert.All(new[] { "first", "second" }, folder =>
        {
            Assert.Equal(500, project.Size($"{folder}/models/net.onnx"));
            Assert.True(project.Has($"{folder}/models/net.report.json"));
            Assert.False(project.Has($"{folder}/consumer.dll"));
        });
    }

    [Fact]
    public void The_model_of_a_packed_library_reaches_the_output_and_the_published_folder_of_its_consumer()
    {
        using ConsumerProject project = new(feed);
        project.WriteProject(
            """<RsdtrModel Include="models/net.onnx" Budget="board" />""", FakeTool.PropertyFor(FakeTool.AssemblyPath) + "<PackageId>Carrier</PackageId>", "library/library.csproj");
        project.WriteBytes("library/models/net.onnx", new byte[1000]);
        project.WriteBudget("library/devices/board.json", "1000");
        _ = project.DotNet("pack", "library/library.csproj", "-o", project.Full("packed"), "-nologo").Succeeds();
        project.Write("NuGet.config", File.ReadAllText(project.Full("NuGet.config")).Replace("</packageSources>", "<add key=\"packed\" value=\"packed\" /></packageSources>", StringComparison.Ordinal));

        project.Write("application/Program.cs", "return 0;");
        project.Write("application/application.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <RestorePackagesPath>own packages</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="Carrier" Version="1.0.0" /></ItemGroup>
            </Project>
            """);
        project.SetVariable("NUGET_PACKAGES", project.Full("own packages"));
        _ = project.DotNet("publish", "application/application.csproj", "-c", "Debug", "-o", project.Full("published"), "-nologo").Succeeds();
        Assert.Equal(500, project.Size($"application/{ConsumerProject.OutputFolder}/models/net.onnx"));
        Assert.Equal(500, project.Size("published/models/net.onnx"));
        // The consumer of the library needs nothing of the build package.
        Assert.DoesNotContain("RsdtrEdge.Build", File.ReadAllText(project.Full("application/obj/project.assets.json")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_pattern_takes_all_networks_and_the_configuration_chooses_among_items()
    {
        using ConsumerProject project = Create("""
            <RsdtrModel Include="models/**/*.onnx" Exclude="models/drafts/**" Budget="board" />
            <RsdtrModel Update="models/deep/second.onnx" OutputName="renamed" />
            <RsdtrModel Include="models/net.onnx" Budget="board" OutputName="net-release" Condition="'$(Configuration)' == 'Release'" />
            """);
        project.WriteBytes("models/deep/second.onnx", new byte[600]);
        project.WriteBytes("models/drafts/third.onnx", new byte[600]);
        Assert.Equal(2, project.Build().Succeeds().Lines(Compressed).Count);
        Assert.Equal(500, project.Size($"{ConsumerProject.OutputFolder}/models/net.onnx"));
        Assert.Equal(300, project.Size($"{ConsumerProject.OutputFolder}/models/deep/renamed.onnx"));
        Assert.Equal(2, Directory.GetFiles(project.Full($"{ConsumerProject.OutputFolder}/models"), "*", SearchOption.AllDirectories).Length);

        _ = project.DotNet("publish", "-c", "Release", "-o", project.Full("published"), "-nologo").Succeeds();
        Assert.Equal(500, project.Size("published/models/net-release.onnx"));
        Assert.Equal(3, Directory.GetFiles(project.Full("published/models"), "*", SearchOption.AllDirectories).Length);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("Link=\"models/original.onnx\"", true)]
    public void An_original_that_the_project_ships_already_needs_a_place_of_its_own(string link, bool accepted)
    {
        using ConsumerProject project = Create($"""
            <None Update="models/net.onnx" CopyToOutputDirectory="PreserveNewest" {link} />
            <RsdtrModel Include="models/net.onnx" Budget="board" />
            """);
        CommandResult publish = project.DotNet("publish", "-c", "Debug", "-o", project.Full("published"), "-nologo", "-tl:off");
        if (accepted)
        {
            _ = publish.Succeeds();
            Assert.Equal((500, 1000), (project.Size("published/models/net.onnx"), project.Size("published/models/original.onnx")));
        }
        else
        {
            Assert.NotEmpty(publish.Fails().Lines("error RSDTR3006: RsdtrModel models/net.onnx: its network lands at models/net.onnx as does models/net.onnx"));
            Assert.Empty(publish.Lines("NETSDK1152"));
        }
    }

    private ConsumerProject Create(string items)
    {
        var project = new ConsumerProject(feed);
        project.Write("Program.cs", "return 0;");
        project.WriteProject("<Compile Include=\"Program.cs\" />" + items, "<OutputType>Exe</OutputType>" + FakeTool.PropertyFor(FakeTool.AssemblyPath));
        project.WriteBytes("models/net.onnx", new byte[1000]);
        project.WriteBudget("devices/board.json", "1000");
        return project;
    }
}
