using System.Globalization;
using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>Every edit reruns what depends on it, and nothing else.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class IncrementalTests(PackageFeed feed) : FakeToolTest(feed)
{
    [Fact]
    public void An_edit_reruns_the_items_that_depend_on_it_and_no_other()
    {
        const string Items = """
            <RsdtrModel Include="models/a.onnx" Budget="board" Calibration="calibration" FineTuneData="training" FineTuneEpochs="3" />
            <RsdtrModel Include="models/b.onnx" Budget="{0}" Profile="this.profile.json" />
            """;
        using ConsumerProject project = Create(string.Format(CultureInfo.InvariantCulture, Items, "other"), "a.onnx", "b.onnx");
        project.WriteBudget("devices/other.json", "1000");
        project.WriteBudget("devices/third.json", "1000");
        project.Write("calibration/one.png", "1");
        project.Write("calibration/two.png", "2");
        project.Write("training/one.png", "1");
        project.Write("this.profile.json", "{}");
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

        project.Write("this.profile.json", "{ }");
        AssertRan(project, "b.onnx");

        // A budget of the project's own hides the shared one of the same name.
        File.Delete(project.Full("devices/third.json"));
        project.WriteBudget("shared/third.json", "1500");
        AssertRan(project, ["-p:RsdtrDevicesDirectory=shared"], "b.onnx");
        project.WriteBudget("devices/third.json", "1000");
        AssertRan(project, ["-p:RsdtrDevicesDirectory=shared"], "b.onnx");

        AssertRan(project, ["-p:RsdtrDevicesDirectory=shared"], models: []);
    }

    [Fact]
    public void A_pattern_that_finds_what_the_last_build_made_is_refused_until_it_leaves_that_out()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="**/*.onnx" Budget="board" />""");
        AssertRan(project, "net.onnx");
        CommandResult second = project.Build().Fails();
        Assert.NotEmpty(second.Lines($"error RSDTR3006: RsdtrModel {ConsumerProject.OutputFolder}/models/net.onnx: it lies in {project.Full("bin/")}, where builds put what they make"));
        Assert.NotEmpty(second.Lines($"error RSDTR3006: RsdtrModel {ConsumerProject.IntermediateFolder}/models/net.onnx: it lies in {project.Full(ConsumerProject.IntermediateFolder)}/, where builds"));
        Rewrite(project, """<RsdtrModel Include="**/*.onnx" Exclude="$(DefaultItemExcludes)" Budget="board" />""");
        AssertRan(project, models: []);
        AssertRan(project, models: []);
    }

    [Fact]
    public void Files_that_are_dated_in_the_future_are_compressed_once()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" />""");
        foreach (string file in new[] { "models/net.onnx", "devices/board.json" })
        {
            File.SetLastWriteTimeUtc(project.Full(file), DateTime.UtcNow.AddYears(1));
        }

        AssertRan(project, "net.onnx");
        AssertRan(project, models: []);
        project.WriteBudget("devices/board.json", "2000");
        AssertRan(project, "net.onnx");
        AssertRan(project, models: []);
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
    public void A_board_of_the_package_is_watched_and_hidden_by_one_of_the_project()
    {
        const string Item = """<RsdtrModel Include="models/net.onnx" Budget="shipped" />""";
        using ConsumerProject project = Create(Item);
        string tool = FakeTool.CopyTo(project.Full("tool"));
        Rewrite(project, Item, FakeTool.PropertyFor(tool));
        project.WriteBudget("tool/devices/shipped.json", "1000");
        AssertRan(project, "net.onnx");

        project.WriteBudget("tool/devices/shipped.json", "2000");
        AssertRan(project, "net.onnx");
        project.WriteBudget("devices/shipped.json", "3000");
        AssertRan(project, "net.onnx");
        // Now it has no say.
        project.WriteBudget("tool/devices/shipped.json", "4000");
        AssertRan(project, models: []);
        File.Delete(project.Full("devices/shipped.json"));
        AssertRan(project, "net.onnx");
    }

    [Fact]
    public void Defaults_of_the_project_and_of_folders_above_it_are_inputs()
    {
        const string Item = """<RsdtrModel Include="models/net.onnx" />""";
        using ConsumerProject project = Create(Item);
        project.WriteBudget("devices/other.json", "1500");
        AssertRan(project, ["-p:RsdtrDefaultBudget=board"], "net.onnx");
        AssertRan(project, ["-p:RsdtrDefaultBudget=board"], models: []);
        AssertRan(project, ["-p:RsdtrDefaultBudget=other"], "net.onnx");

        project.Write("Directory.Build.targets", """
            <Project>
              <ItemDefinitionGroup><RsdtrModel><MaxFlops>50%</MaxFlops></RsdtrModel></ItemDefinitionGroup>
            </Project>
            """);
        AssertRan(project, ["-p:RsdtrDefaultBudget=other"], "net.onnx");
        AssertRan(project, ["-p:RsdtrDefaultBudget=other"], models: []);
    }

    [Fact]
    public void The_files_that_hold_a_networks_tensors_and_a_boards_times_are_inputs()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" />""");
        // A graph with one initializer whose data lies in "w".
        project.WriteBytes("models/net.onnx", [0x3A, 19, 0x2A, 17, 0x08, 4, 0x6A, 13, 0x0A, 8, .. "location"u8, 0x12, 1, (byte)'w']);
        project.Write("devices/board.json", """
            { "name": "board", "title": "A board", "profile": "times/a.json",
              "limits": {
                "parameters": 1000 } }
            """);
        project.Write("models/w", "1");
        project.Write("devices/times/a.json", "1");
        AssertRan(project, "net.onnx");
        project.Write("models/w", "22");
        AssertRan(project, "net.onnx");
        project.Write("devices/times/a.json", "22");
        AssertRan(project, "net.onnx");
        project.Write("models/v", "22");
        AssertRan(project, models: []);
    }

    [Fact]
    public void How_a_machine_works_is_no_input()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" />""");
        CommandResult first = project.Build("-p:RsdtrCacheDirectory=here", "-p:RsdtrCacheMaxMegabytes=77").Succeeds();
        _ = Assert.Single(first.Lines($"fake rsdtr works with {Environment.ProcessorCount} threads, cache {project.Full("here")} of 77 megabytes"));
        AssertRan(project, ["-p:RsdtrCacheEnabled=false", "-p:RsdtrMaxParallel=1"], models: []);

        project.WriteBytes("models/net.onnx", new byte[10]);
        _ = Assert.Single(project.Build("-p:RsdtrCacheEnabled=false").Succeeds().Lines("cache none of 0 megabytes"));

        project.WriteBytes("models/net.onnx", new byte[20]);
        project.SetVariable(ConsumerProject.CacheVariable, null);
        project.SetVariable(OperatingSystem.IsWindows() ? "LOCALAPPDATA" : "XDG_CACHE_HOME", project.Full("user"));
        _ = Assert.Single(project.Build().Succeeds().Lines($"cache {Path.Combine(project.Full("user"), "rsdtr-edge")} of 2048 megabytes"));
    }
}
