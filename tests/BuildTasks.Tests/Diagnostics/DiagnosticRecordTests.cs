using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Diagnostics;
using RsdtrEdge.BuildTasks.Models;

namespace RsdtrEdge.BuildTasks.Tests.Diagnostics;

public sealed class DiagnosticRecordTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("", "", "warning")]
    [InlineData("RSDTR2101", "", "error")]
    [InlineData("RSDTR2102", "", "warning")]
    [InlineData("", "1701;rsdtr2101", "")]
    [InlineData("", "RSDTR2102, RSDTR2101", "")]
    [InlineData("", "RSDTR2102", "warning")]
    public void What_is_kept_is_what_the_build_shows(string promoted, string silenced, string expected)
    {
        _project.Engine.WarningsAsErrors = [promoted];
        string verdict = _project.Write("obj/net.diagnostics.txt", "board.json(3): error RSDTR2101: 500 parameters > 499\n");
        ITaskItem model = new TaskItem(_project.Full("models/net.onnx"), new Dictionary<string, string> { [ModelMetadata.DiagnosticsFile] = verdict });
        Assert.Equal(promoted != "RSDTR2101", new CheckBudget { BuildEngine = _project.Engine, Models = [model], TreatBudgetAsWarning = true, Record = "one" }.Execute());
        Assert.Equal(
            expected.Length == 0 ? [] : [expected],
            DiagnosticRecord.Shown(_project.Engine, "one", silenced).Select(one => one.IsError ? "error" : "warning"));
    }
}
