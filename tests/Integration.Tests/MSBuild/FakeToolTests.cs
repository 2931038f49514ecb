using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>
/// The mechanics of the targets, with a stand-in for rsdtr whose "parameters" are the file's bytes and which keeps half of them:
/// fast, and independent of what compression can reach.
/// </summary>
[Collection(PackageFeedGroup.Name)]
public sealed class FakeToolTests(PackageFeed feed)
{
    private const string Compressed = "fake rsdtr compressed";
    private const string Skipped = "Skipping target \"RsdtrCompress\" because all output files are up-to-date";

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
    public void An_edit_reruns_the_items_that_depend_on_it_and_no_other()
    {
        const string Items = """
            <RsdtrModel Include="models/a.onnx" Budget="board" Calibration="calibration" FineTuneData="training" FineTuneEpochs="3" />
            <RsdtrModel Include="models/b.onnx" Budget="{0}" />
            """;
        using ConsumerProject project = Create(string.Format(CultureInfo.InvariantCulture, Items, "other"), "a.onnx", "b.onnx");
        project.WriteBudget("devices/other.json", "1000");
        project.WriteBudget("devices/third.json", "1000");
        project.Write("calibration/one.png", "1");
        project.Write("calibration/two.png", "2");
        project.Write("training/one.png", "1");
        Assert.Equal(2, project.Build().Succeeds().Lines(Compressed).Count);

        project.WriteBudget("devices/other.json", "2000");
        AssertRan(project, "b.onnx");

        Rewrite(project, string.Format(CultureInfo.InvariantCulture, Items, "third"));
        AssertRan(project, "b.onnx");

        project.WriteBytes("models/a.onnx", new byte[800]);
        AssertRan(project, "a.onnx");
        Assert.Equal(400, project.Size($"{ConsumerProject.OutputFolder}/models/a.onnx"));

        // An older file put in a newer one's place.
        project.WriteBytes("models/a.onnx", new byte[600]);
        File.SetLastWriteTimeUtc(project.Full("models/a.onnx"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        AssertRan(project, "a.onnx");
        Assert.Equal(300, project.Size($"{ConsumerProject.OutputFolder}/models/a.onnx"));

        File.Delete(project.Full("calibration/two.png"));
        AssertRan(project, "a.onnx");

        project.Write("training/two.png", "2");
        AssertRan(project, "a.onnx");

        // A budget of the project's own hides the shared one of the same name.
        File.Delete(project.Full("devices/third.json"));
        project.WriteBudget("shared/third.json", "1500");
        AssertRan(project, ["-p:RsdtrDevicesDirectory=shared"], "b.onnx");
        project.WriteBudget("devices/third.json", "1000");
        AssertRan(project, ["-p:RsdtrDevicesDirectory=shared"], "b.onnx");

        AssertRan(project, ["-p:RsdtrDevicesDirectory=shared"], models: []);
    }

    [Fact]
    public void Another_tool_reruns_every_item()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" />""");
        string tool = FakeTool.CopyTo(project.Full("tool"));
        Rewrite(project, """<RsdtrModel Include="models/net.onnx" Budget="board" />""", FakeTool.PropertyFor(tool));
        _ = Assert.Single(project.Build().Succeeds().Lines(Compressed));

        // A package's files may be older than what an earlier tool produced.
        File.SetLastWriteTimeUtc(project.Full("tool/System.CommandLine.dll"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        AssertRan(project, "net.onnx");
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
    public void What_a_removed_item_left_behind_is_removed()
    {
        const string Kept = """<RsdtrModel Include="models/a.onnx" Budget="board" />""";
        using ConsumerProject project = Create(Kept + """<RsdtrModel Include="models/b.onnx" Budget="board" />""", "a.onnx", "b.onnx");
        _ = project.Build().Succeeds();

        Rewrite(project, Kept);
        _ = project.Build().Succeeds();
        Assert.True(project.Has($"{ConsumerProject.OutputFolder}/models/a.onnx"));
        Assert.False(project.Has($"{ConsumerProject.OutputFolder}/models/b.onnx"));
        Assert.Empty(Directory.GetFiles(project.Full($"{ConsumerProject.IntermediateFolder}/models"), "b.*"));
    }

    [Fact]
    public void One_model_for_two_boards_gives_two_files_and_the_options_reach_the_tool()
    {
        using ConsumerProject project = Create("""
            <RsdtrModel Include="models/net.onnx" Budget="board" OutputName="net-board" />
            <RsdtrModel Include="models/net.onnx" Link="small/net.onnx" ReportLink="small/net.json" MaxParameters="50%" MaxFlops="1000" RelativeError="0.25"
                        Method="auto" Calibration="calibration" Mean="-0.5,0.1,0" Std="1,1,2" Channels="bgr" Resize="stretch" Images="8" Seed="3" />
            """);
        project.Write("calibration/one.png", "1");
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
                ["--relative-error"] = "0.25",
                ["--method"] = "auto",
                ["--calibration"] = project.Full("calibration"),
                ["--mean"] = "-0.5,0.1,0",
                ["--std"] = "1,1,2",
                ["--channels"] = "bgr",
                ["--resize"] = "stretch",
                ["--images"] = "8",
                ["--seed"] = "3",
            },
            options);
    }

    [Fact]
    public void Paths_with_spaces_and_letters_of_other_scripts_work()
    {
        const string Model = "Modèle 網 (50%)/größe ж;1.onnx";
        using ConsumerProject project = new(feed, "Ein Ordner, чужой (1)");
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
        using ConsumerProject project = new(feed);
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
        using ZipArchive package = ZipFile.OpenRead(project.Full("packed/consumer.1.0.0.nupkg"));
        Assert.Equal(500, Assert.Single(package.Entries, entry => entry.Name == "net.onnx").Length);
        Assert.NotNull(package.GetEntry("contentFiles/any/any/models/net.onnx"));
        using var nuspec = new StreamReader(package.GetEntry("consumer.nuspec")!.Open());
        Assert.Contains("""<files include="any/any/models/net.onnx" buildAction="None" copyToOutput="true" />""", nuspec.ReadToEnd(), StringComparison.Ordinal);
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

    [InterruptFact]
    public void A_cancelled_build_ends_the_tool_and_leaves_no_result()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" />""");
        string processIdFile = project.Full("tool.pid");
        _ = project.DotNet("restore").Succeeds();
        project.SetVariable("FAKE_RSDTR_HANG", processIdFile);
        using Process build = project.StartDotNet("build", "--no-restore", "-nologo");
        int tool = WaitForProcessId(processIdFile);
        using (Process interrupt = Process.Start("kill", ["-INT", build.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            interrupt.WaitForExit();
        }

        _ = Command.Finish(build).Fails();
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(tool));
        Assert.False(project.Has($"{ConsumerProject.IntermediateFolder}/models/net.onnx"));

        project.SetVariable("FAKE_RSDTR_HANG", null);
        _ = Assert.Single(project.Build().Succeeds().Lines(Compressed));
    }

    private ConsumerProject Create(string items, params string[] models)
    {
        var project = new ConsumerProject(feed);
        Rewrite(project, items);
        foreach (string model in models.DefaultIfEmpty("net.onnx"))
        {
            project.WriteBytes($"models/{model}", new byte[1000]);
        }

        project.WriteBudget("devices/board.json", "1000");
        return project;
    }

    private static void Rewrite(ConsumerProject project, string items, string? properties = null) =>
        project.WriteProject(items, properties ?? FakeTool.PropertyFor(FakeTool.AssemblyPath));

    private static void AssertRan(ConsumerProject project, params string[] models) => AssertRan(project, [], models);

    private static void AssertRan(ConsumerProject project, string[] arguments, params string[] models)
    {
        CommandResult build = project.Build(arguments).Succeeds();
        Assert.Equal(models.Length, build.Lines(Compressed).Count);
        Assert.All(models, model => Assert.Single(build.Lines($"{Compressed} {model}")));
    }

    private static int WaitForProcessId(string file)
    {
        for (DateTime limit = DateTime.UtcNow.AddMinutes(1); DateTime.UtcNow < limit; Thread.Sleep(50))
        {
            if (File.Exists(file) && int.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out int id))
            {
                return id;
            }
        }

        throw new TimeoutException("The tool did not start.");
    }
}
