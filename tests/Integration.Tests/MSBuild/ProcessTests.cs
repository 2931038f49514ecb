using System.Diagnostics;
using System.Globalization;
using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>The tools that a build starts: side by side, and ended with it.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class ProcessTests(PackageFeed feed) : FakeToolTest(feed)
{
    private const string TwoItems = """
        <RsdtrModel Include="models/a.onnx" Budget="board" />
        <RsdtrModel Include="models/b.onnx" Budget="board" />
        """;

    [Fact]
    public void Networks_of_one_project_are_compressed_side_by_side()
    {
        if (Environment.ProcessorCount < 2)
        {
            return;
        }

        using ConsumerProject project = Create(TwoItems, "a.onnx", "b.onnx");
        // Each tool waits for the other: one after the other they would never end.
        project.SetVariable("FAKE_RSDTR_MEET", $"{project.Full("meeting")}|2");
        CommandResult build = project.Build("-m").Succeeds();
        Assert.Equal(2, build.Lines(Compressed).Count);
        Assert.Equal(2, build.Lines($"works with {Environment.ProcessorCount / 2} threads").Count);
    }

    [Fact]
    public void As_few_tools_as_the_user_wants_run_at_once()
    {
        using ConsumerProject project = Create(TwoItems, "a.onnx", "b.onnx");
        CommandResult build = project.Build("-m", "-p:RsdtrMaxParallel=1").Succeeds();
        Assert.Equal(2, build.Lines($"works with {Environment.ProcessorCount} threads").Count);
    }

    [Fact]
    public void All_that_fail_are_told_and_the_others_are_done()
    {
        using ConsumerProject project = Create(TwoItems + """<RsdtrModel Include="models/c.onnx" Budget="board" />""", "a.onnx", "b.onnx", "c.onnx");
        project.WriteBytes("models/a.onnx", []);
        project.WriteBytes("models/c.onnx", []);
        CommandResult build = project.Build().Fails();
        Assert.NotEmpty(build.Lines($"{project.Full("models/a.onnx")}(1): error RSDTR1002"));
        Assert.NotEmpty(build.Lines($"{project.Full("models/c.onnx")}(1): error RSDTR1002"));
        _ = Assert.Single(build.Lines($"{Compressed} b.onnx"));

        project.WriteBytes("models/a.onnx", new byte[10]);
        project.WriteBytes("models/c.onnx", new byte[10]);
        CommandResult repaired = project.Build().Succeeds();
        Assert.Equal(2, repaired.Lines(Compressed).Count);
        Assert.Empty(repaired.Lines($"{Compressed} b.onnx"));
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
        // Neither a result nor a part of one.
        Assert.Equal(["net.inputs.txt", "net.rsp"], Directory.GetFiles(project.Full($"{ConsumerProject.IntermediateFolder}/models")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        project.SetVariable("FAKE_RSDTR_HANG", null);
        _ = Assert.Single(project.Build().Succeeds().Lines(Compressed));
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
