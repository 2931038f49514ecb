using System.IO.Compression;
using System.Text.Json;
using RsdtrEdge.BuildTasks.Tests.Models;
using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Tools.Rsdtr.Commands;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>What a project builds, publishes and packs, and what it says where that fails.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class FakeToolTests(PackageFeed feed) : FakeToolTest(feed)
{
    [Fact]
    public void The_first_build_compresses_and_the_second_runs_nothing()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" ReportLink="models/net.report.json" />""");

        CommandResult first = project.Build().Succeeds();
        _ = Assert.Single(first.Lines(Compressed));
        Assert.Equal(500, project.Size($"{ConsumerProject.OutputFolder}/models/net.onnx"));
        Assert.True(project.Has($"{ConsumerProject.OutputFolder}/models/net.report.json"));
        Assert.DoesNotContain("relative error 0.15 ", string.Join('\n', first.Lines("warning ")), StringComparison.Ordinal);

        string[] watched =
        [
            $"{ConsumerProject.OutputFolder}/models/net.onnx",
            .. new[] { "net.onnx", "net.report.json", "net.diagnostics.txt", "net.rsp", "net.inputs.txt" }.Select(name => $"{ConsumerProject.IntermediateFolder}/models/{name}"),
        ];
        DateTime[] times = [.. watched.Select(project.Time)];

        CommandResult second = project.Build().Succeeds();
        Assert.Empty(second.Lines(Compressed));
        _ = Assert.Single(second.Lines(Skipped));
        Assert.Equal(times, watched.Select(project.Time));
    }

    [Fact]
    public void A_budget_that_is_not_met_fails_each_build_at_the_files_line_until_it_is_relaxed()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" />""");
        project.WriteBudget("devices/board.json", "499");

        CommandResult first = project.Build().Fails();
        string expected = $"{project.Full("devices/board.json")}(3): error RSDTR2101: 500 parameters > 499";
        Assert.NotEmpty(first.Lines(expected));
        _ = Assert.Single(first.Lines(Compressed));
        Assert.False(project.Has($"{ConsumerProject.OutputFolder}/models/net.onnx"));

        CommandResult second = project.Build().Fails();
        Assert.NotEmpty(second.Lines(expected));
        Assert.Empty(second.Lines(Compressed));

        CommandResult asWarning = project.Build("-p:RsdtrTreatBudgetAsWarning=true").Succeeds();
        Assert.NotEmpty(asWarning.Lines($"{project.Full("devices/board.json")}(3): warning RSDTR2101"));
        Assert.Empty(asWarning.Lines(Compressed));
        Assert.True(project.Has($"{ConsumerProject.OutputFolder}/models/net.onnx"));

        project.WriteBudget("devices/board.json", "500");
        CommandResult relaxed = project.Build().Succeeds();
        Assert.Empty(relaxed.Lines("RSDTR2101"));
        _ = Assert.Single(relaxed.Lines(Compressed));
    }

    [Fact]
    public void The_gate_can_be_called_alone()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" />""");
        project.WriteBudget("devices/board.json", "499");

        CommandResult gate = project.Build("-t:RsdtrCheckBudget").Fails();
        Assert.NotEmpty(gate.Lines("error RSDTR2101"));
        Assert.False(project.Has("obj/Debug/net10.0/consumer.dll"));
    }

    [Fact]
    public void A_project_of_two_frameworks_has_the_same_targets()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" />""");
        project.Write("consumer.csproj", File.ReadAllText(project.Full("consumer.csproj"))
            .Replace("<TargetFramework>net10.0</TargetFramework>", "<TargetFrameworks>netstandard2.0;net10.0</TargetFrameworks><DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>", StringComparison.Ordinal));
        project.WriteBudget("devices/board.json", "499");
        Assert.NotEmpty(project.Build("-t:RsdtrCheckBudget").Fails().Lines("error RSDTR2101"));
        Assert.True(project.Has("obj/Debug/netstandard2.0/rsdtr/models/net.onnx") && project.Has("obj/Debug/net10.0/rsdtr/models/net.onnx"));
    }

    [Fact]
    public void An_editors_design_time_build_knows_the_file_and_does_not_compress()
    {
        using ConsumerProject project = Create("""
            <RsdtrModel Include="models/net.onnx" Budget="board" />
            <RsdtrModel Include="models/not-there-yet.onnx" Budget="board" />
            """);
        _ = project.DotNet("restore").Succeeds();
        CommandResult build = project.DotNet(
            "msbuild", "-nologo", "-t:ResolveAssemblyReferences;AssignTargetPaths;RsdtrCheckBudget", "-getItem:ContentWithTargetPath", "-p:DesignTimeBuild=true", "-p:BuildingInsideVisualStudio=true").Succeeds();
        Assert.DoesNotContain(Compressed, build.All, StringComparison.Ordinal);
        Assert.False(Directory.Exists(project.Full(ConsumerProject.IntermediateFolder)));
    }

    [Fact]
    public void Editors_and_watchers_know_each_file_that_a_network_depends_on()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" Calibration="calibration" />""");
        project.Write("calibration/1.png", "1");
        project.Write("calibration/.DS_Store", "no image");
        project.Write("devices/board.json", "{ \"name\": \"board\", \"profile\": \"board.profile.json\" }");
        project.Write("devices/board.profile.json", "{}");
        project.Write("rsdtr.lock.json", "{}");
        string[] inputs = ["calibration/1.png", "devices/board.json", "devices/board.profile.json", "models/net.onnx"];
        _ = project.DotNet("restore").Succeeds();
        using JsonDocument items = JsonDocument.Parse(project.DotNet(
            "msbuild", "-nologo", "-t:_RsdtrListInputs", "-getItem:UpToDateCheckInput", "-getItem:UpToDateCheckOutput", "-p:DesignTimeBuild=true").Succeeds().Output);
        // Each with an output that its edit makes newer: of one set, or the project would be out of date for ever.
        Assert.Equal([.. inputs.Select(input => (project.Full(input), "Rsdtr")), (project.Full("rsdtr.lock.json"), "RsdtrLock")], Items("UpToDateCheckInput"));
        Assert.Equal(
            [(project.Full($"{ConsumerProject.IntermediateFolder}/models/net.diagnostics.txt"), "Rsdtr"), (project.Full("obj/Debug/net10.0/rsdtr.gate.txt"), "RsdtrLock")],
            Items("UpToDateCheckOutput"));

        // There the intermediate folder is a full path.
        string artifacts = project.Full("artifacts");
        _ = project.DotNet("restore", $"-p:ArtifactsPath={artifacts}").Succeeds();
        using JsonDocument elsewhere = JsonDocument.Parse(project.DotNet(
            "msbuild", "-nologo", "-t:_RsdtrListInputs", "-getItem:UpToDateCheckOutput", "-p:DesignTimeBuild=true", $"-p:ArtifactsPath={artifacts}").Succeeds().Output);
        Assert.All(
            elsewhere.RootElement.GetProperty("Items").GetProperty("UpToDateCheckOutput").EnumerateArray(),
            item => Assert.StartsWith(artifacts, item.GetProperty("FullPath").GetString(), StringComparison.Ordinal));
        _ = project.DotNet("restore").Succeeds();

        string[] watched = project.DotNet("watch", "--list").Succeeds().Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Empty(inputs.Append("rsdtr.lock.json").Select(project.Full).Except(watched));
        Assert.DoesNotContain(project.Full("calibration/.DS_Store"), watched);

        (string, string)[] Items(string name) =>
            [.. items.RootElement.GetProperty("Items").GetProperty(name).EnumerateArray()
                .Select(item => (item.GetProperty("FullPath").GetString()!, item.GetProperty("Set").GetString()!)).OrderBy(item => item.Item2).ThenBy(item => item.Item1)];
    }

    [Fact]
    public void With_compression_switched_off_the_original_lands_in_the_output_and_back()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" />""");
        string output = $"{ConsumerProject.OutputFolder}/models/net.onnx";
        _ = project.Build().Succeeds();
        Assert.Equal(500, project.Size(output));

        CommandResult off = project.Build("-p:RsdtrCompressEnabled=false").Succeeds();
        Assert.Empty(off.Lines(Compressed));
        Assert.Equal(1000, project.Size(output));

        CommandResult on = project.Build().Succeeds();
        Assert.Empty(on.Lines(Compressed));
        Assert.Equal(500, project.Size(output));
    }

    [Fact]
    public void Publish_carries_the_model_and_clean_removes_it()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" />""");
        _ = project.DotNet("publish", "-c", "Debug", "-o", project.Full("published"), "-nologo").Succeeds();
        Assert.Equal(500, project.Size("published/models/net.onnx"));

        Directory.Delete(project.Full("published"), recursive: true);
        _ = project.DotNet("publish", "-c", "Debug", "-o", project.Full("published"), "--no-build", "-nologo").Succeeds();
        Assert.Equal(500, project.Size("published/models/net.onnx"));

        _ = project.DotNet("clean", "-c", "Debug", "-nologo").Succeeds();
        Assert.False(project.Has($"{ConsumerProject.OutputFolder}/models/net.onnx"));
        Assert.False(Directory.Exists(project.Full(ConsumerProject.IntermediateFolder)));
        Assert.True(project.Has("models/net.onnx"));
    }

    [Fact]
    public void One_model_for_two_boards_gives_two_files_and_the_options_reach_the_tool()
    {
        const string Items = """
            <RsdtrModel Include="models/net.onnx" Budget="board" OutputName="net-board" CopyToOutputDirectory="Always" />
            <RsdtrModel Include="models/net.onnx" Link="small/net.onnx" ReportLink="small/net.json" MaxParameters="50%" MaxFlops="1000" MaxLatency="12.5" Profile="this.profile.json" LatencyThreads="4" RelativeError="0.25"
                        Method="auto" Calibration="calibration" Mean="-0.5,0.1,0" Std="1,1,2" Channels="bgr" Resize="stretch" Images="8" Seed="3"
                        FineTuneData="training" FineTuneEpochs="7" FineTuneOutputs="values" />
            """;
        Assert.All(DocumentationTests.Rows("metadatum"), metadatum => Assert.Contains($" {metadatum}=\"", Items, StringComparison.Ordinal));
        using ConsumerProject project = Create(Items);
        project.Write("calibration/one.png", "1");
        project.Write("training/two.png", "2");
        project.Write("this.profile.json", "{}");
        Assert.Equal(2, project.Build($"-p:RsdtrReportDirectory={project.Full("reports")}").Succeeds().Lines(Compressed).Count);
        Assert.True(project.Has($"{ConsumerProject.OutputFolder}/models/net-board.onnx"));
        Assert.True(project.Has($"{ConsumerProject.OutputFolder}/small/net.onnx"));
        Assert.True(project.Has("reports/models/net-board.report.json"));

        using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(project.Full($"{ConsumerProject.OutputFolder}/small/net.json")));
        Dictionary<string, string?> options = report.RootElement.GetProperty("options").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString());
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["--max-parameters"] = "50%",
                ["--max-flops"] = "1000",
                ["--max-latency"] = "12.5",
                ["--latency-threads"] = "4",
                ["--relative-error"] = "0.25",
                ["--method"] = "auto",
                ["--profile"] = project.Full("this.profile.json"),
                ["--calibration"] = project.Full("calibration"),
                ["--mean"] = "-0.5,0.1,0",
                ["--std"] = "1,1,2",
                ["--channels"] = "bgr",
                ["--resize"] = "stretch",
                ["--images"] = "8",
                ["--seed"] = "3",
                ["--finetune-data"] = project.Full("training"),
                ["--finetune-epochs"] = "7",
                ["--finetune-outputs"] = "values",
            },
            options);
        // Whatever the stand-in knows: rsdtr knows it, too.
        Assert.All(
            new[] { "models/net-board.rsp", "small/net.rsp" },
            file => Assert.Empty(RsdtrCommand.Create().Parse([$"@{project.Full($"{ConsumerProject.IntermediateFolder}/{file}")}"]).Errors));
    }

    [Fact]
    public void Paths_with_spaces_and_letters_of_other_scripts_work()
    {
        const string Model = "Modèle 網 (50%)/größe ж;1.onnx";
        using ConsumerProject project = new(Feed, "Ein Ordner, чужой (1)");
        project.WriteProject("""<RsdtrModel Include="Modèle 網 (50%25)/größe ж%3B1.onnx" Budget="ein brett" />""", FakeTool.PropertyFor(FakeTool.AssemblyPath));
        project.WriteBytes(Model, new byte[1000]);
        project.WriteBudget("devices/ein brett.json", "499");

        Assert.NotEmpty(project.Build().Fails().Lines($"{project.Full("devices/ein brett.json")}(3): error RSDTR2101"));
        project.WriteBudget("devices/ein brett.json", "500");
        _ = project.Build().Succeeds();
        Assert.Equal(500, project.Size($"{ConsumerProject.OutputFolder}/{Model}"));
        _ = Assert.Single(project.Build().Succeeds().Lines(Skipped));
    }

    [Fact]
    public void The_model_of_a_referenced_project_reaches_the_application()
    {
        using ConsumerProject project = new(Feed);
        project.WriteProject("""<RsdtrModel Include="models/net.onnx" Budget="board" />""", FakeTool.PropertyFor(FakeTool.AssemblyPath), "library/library.csproj");
        project.WriteBytes("library/models/net.onnx", new byte[1000]);
        project.WriteBudget("library/devices/board.json", "1000");
        project.Write("application/application.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><ProjectReference Include="../library/library.csproj" /></ItemGroup>
            </Project>
            """);
        _ = project.Build("application/application.csproj").Succeeds();
        Assert.Equal(500, project.Size($"application/{ConsumerProject.OutputFolder}/models/net.onnx"));
    }

    [Fact]
    public void The_package_of_a_library_hands_the_model_to_the_output_of_its_consumers()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" />""");
        _ = project.DotNet("pack", "-c", "Debug", "-o", project.Full("packed"), "-nologo").Succeeds();
        _ = project.DotNet("pack", "-c", "Debug", "-o", project.Full("packed again"), "--no-build", "-nologo").Succeeds();
        Assert.All(new[] { "packed", "packed again" }, folder => AssertPacked(project.Full($"{folder}/consumer.1.0.0.nupkg"), "net10.0"));
    }

    [Fact]
    public void The_package_of_a_library_of_two_frameworks_has_the_model_for_each()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" />""");
        // Without the assemblies, which would need the frameworks' own packages.
        project.Write("consumer.csproj", File.ReadAllText(project.Full("consumer.csproj")).Replace(
            "<TargetFramework>net10.0</TargetFramework>",
            "<TargetFrameworks>netstandard2.0;net10.0</TargetFrameworks><DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences><IncludeBuildOutput>false</IncludeBuildOutput>",
            StringComparison.Ordinal));
        _ = project.Build("-t:RsdtrCheckBudget").Succeeds();
        _ = project.DotNet("pack", "-c", "Debug", "-o", project.Full("packed"), "--no-build", "-nologo").Succeeds();
        AssertPacked(project.Full("packed/consumer.1.0.0.nupkg"), "net10.0", "netstandard2.0");
    }

    [Fact]
    public void Without_a_build_nothing_is_published_or_packed_that_the_last_one_refused()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" />""");
        project.WriteBudget("devices/board.json", "499");
        _ = project.DotNet("restore").Succeeds();
        Assert.DoesNotContain("RSDTR", NoBuild("publish").Fails().All, StringComparison.Ordinal);
        _ = project.Build().Fails();
        string expected = $"{project.Full("devices/board.json")}(3): error RSDTR2101: 500 parameters > 499";
        Assert.NotEmpty(NoBuild("publish").Fails().Lines(expected));
        Assert.NotEmpty(NoBuild("pack").Fails().Lines(expected));
        Assert.False(Directory.Exists(project.Full("out")) && Directory.EnumerateFiles(project.Full("out"), "*", SearchOption.AllDirectories).Any());

        CommandResult asWarning = NoBuild("publish", "-p:RsdtrTreatBudgetAsWarning=true").Succeeds();
        Assert.NotEmpty(asWarning.Lines("warning RSDTR2101"));
        Assert.Equal(500, project.Size("out/models/net.onnx"));

        CommandResult NoBuild(string command, params string[] more) => project.DotNet([command, "-c", "Debug", "-o", project.Full("out"), "--no-build", "-nologo", "-tl:off", .. more]);
    }

    [Fact]
    public void An_original_that_is_not_compressed_takes_the_files_of_its_tensors_along()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Link="nets/net.onnx" Budget="board" />""");
        byte[] model = OnnxOutline.WithExternalData("weights", "parts/first.bin");
        project.WriteBytes("models/net.onnx", model);
        project.Write("models/weights", "12");
        project.Write("models/parts/first.bin", "123");
        _ = project.DotNet("publish", "-c", "Debug", "-o", project.Full("published"), "-nologo", "-p:RsdtrCompressEnabled=false").Succeeds();
        Assert.All(new[] { ConsumerProject.OutputFolder, "published" }, folder =>
            Assert.Equal((model.Length, 2, 3), (project.Size($"{folder}/nets/net.onnx"), project.Size($"{folder}/nets/weights"), project.Size($"{folder}/nets/parts/first.bin"))));

        _ = project.DotNet("pack", "-c", "Debug", "-o", project.Full("packed"), "-nologo", "-p:RsdtrCompressEnabled=false").Succeeds();
        using ZipArchive package = ZipFile.OpenRead(project.Full("packed/consumer.1.0.0.nupkg"));
        Assert.All(new[] { "net.onnx", "weights", "parts/first.bin" }, name => Assert.NotNull(package.GetEntry($"contentFiles/any/net10.0/nets/{name}")));

        // A compressed network holds its tensors itself.
        _ = project.Build().Succeeds();
        _ = project.DotNet("publish", "-c", "Debug", "-o", project.Full("compressed"), "-nologo").Succeeds();
        Assert.Equal("net.onnx", Path.GetFileName(Assert.Single(Directory.GetFiles(project.Full("compressed/nets"), "*", SearchOption.AllDirectories))));
    }

    [Fact]
    public void A_bad_item_is_named_with_the_projects_line()
    {
        using ConsumerProject project = Create("""
            <RsdtrModel Include="models/net.onnx" Budget="board" />
            <RsdtrModel Include="models/absent.onnx" Budget="board" />
            <RsdtrModel Include="other/net.onnx" Link="models/net.onnx" Budget="board" />
            <RsdtrModel Include="other/second.onnx" />
            <RsdtrModel Include="other/third.onnx" Budget="board" MaxFlops="half" />
            """);
        foreach (string name in new[] { "net", "second", "third" })
        {
            project.WriteBytes($"other/{name}.onnx", new byte[10]);
        }

        CommandResult build = project.Build().Fails();
        string file = project.Full("consumer.csproj");
        int first = 1 + Array.FindIndex(File.ReadAllLines(file), line => line.Contains("<RsdtrModel", StringComparison.Ordinal));
        Assert.NotEmpty(build.Lines($"{file}({first + 1}): error RSDTR3006: RsdtrModel models/absent.onnx: there is no file"));
        Assert.NotEmpty(build.Lines($"{file}({first + 2}): error RSDTR3006: RsdtrModel other/net.onnx: it lands at models/net.onnx as does the item models/net.onnx"));
        Assert.NotEmpty(build.Lines($"{file}({first + 3}): error RSDTR3006: RsdtrModel other/second.onnx: it has no budget"));
        Assert.NotEmpty(build.Lines($"{file}({first + 4}): error RSDTR3006: RsdtrModel other/third.onnx: MaxFlops is 'half'"));
        Assert.False(Directory.Exists(project.Full(ConsumerProject.IntermediateFolder)));
    }

    [Fact]
    public void Errors_of_the_tool_become_errors_of_the_build()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" />""");

        project.WriteBytes("models/net.onnx", []);
        Assert.NotEmpty(project.Build().Fails().Lines($"{project.Full("models/net.onnx")}(1): error RSDTR1002: the file is empty"));
        project.WriteBytes("models/net.onnx", new byte[1000]);

        Rewrite(project, """<RsdtrModel Include="models/net.onnx" Budget="nosuchboard" />""");
        string file = project.Full("consumer.csproj");
        int line = 1 + Array.FindIndex(File.ReadAllLines(file), text => text.Contains("<RsdtrModel", StringComparison.Ordinal));
        Assert.NotEmpty(project.Build().Fails().Lines($"{file}({line}): error RSDTR2001: no budget nosuchboard in {project.Full("devices")}"));

        Rewrite(project, """<RsdtrModel Include="models/net.onnx" Budget="board" />""");
        project.SetVariable("FAKE_RSDTR_EXIT", "134");
        Assert.NotEmpty(project.Build().Fails().Lines("error RSDTR3003: rsdtr ended with exit code 134"));
        project.SetVariable("FAKE_RSDTR_EXIT", null);

        Assert.NotEmpty(project.Build("-p:RsdtrToolPath=nowhere/rsdtr.dll").Fails().Lines("error RSDTR3003: There is no rsdtr tool"));
        _ = project.Build().Succeeds();
    }

    private static void AssertPacked(string file, params string[] frameworks)
    {
        using ZipArchive package = ZipFile.OpenRead(file);
        Assert.Equal(
            frameworks.Select(framework => ($"contentFiles/any/{framework}/models/net.onnx", 500L)),
            package.Entries.Where(entry => entry.Name == "net.onnx").Select(entry => (entry.FullName, entry.Length)).Order());
        using var reader = new StreamReader(package.GetEntry("consumer.nuspec")!.Open());
        string nuspec = reader.ReadToEnd();
        Assert.All(frameworks, framework =>
            Assert.Contains($"""<files include="any/{framework}/models/net.onnx" buildAction="None" copyToOutput="true" />""", nuspec, StringComparison.Ordinal));
    }
}
