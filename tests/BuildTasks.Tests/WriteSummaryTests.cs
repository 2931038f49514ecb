using Microsoft.Build.Utilities;

namespace RsdtrEdge.BuildTasks.Tests;

public sealed class WriteSummaryTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void A_build_that_fails_before_the_gate_tells_why_in_the_place_of_its_section()
    {
        string file = _project.Full("summary.md");
        string good = _project.Write("obj/rsdtr.gate.md", "### a table\n\n");
        Assert.True(Summary(good));
        _ = new ResolveModels
        {
            BuildEngine = _project.Engine,
            Models = [new TaskItem("models/absent_1.onnx")],
            ProjectDirectory = _project.Root,
            IntermediateDirectory = "obj/",
            ToolAssembly = _project.Full("tool/rsdtr.dll"),
            Record = "one",
        }.Execute();
        Assert.True(Summary(""));
        string text = File.ReadAllText(file);
        Assert.DoesNotContain("a table", text, StringComparison.Ordinal);
        Assert.Contains("### p.csproj (net10.0): compressed networks\n\nThe build failed before its networks had figures.\n\n**Errors**\n\n- RSDTR3006", text, StringComparison.Ordinal);
        // An underscore would be Markdown's.
        Assert.Contains(@"absent\_1.onnx", text, StringComparison.Ordinal);
        Assert.True(Summary(good));
        Assert.DoesNotContain("RSDTR3006", File.ReadAllText(file), StringComparison.Ordinal);

        bool Summary(string section) => new WriteSummary
        {
            BuildEngine = _project.Engine,
            SectionFile = section,
            SummaryFile = file,
            ProjectFile = _project.Full("p.csproj"),
            Framework = "net10.0",
            Record = "one",
        }.Execute();
    }
}
