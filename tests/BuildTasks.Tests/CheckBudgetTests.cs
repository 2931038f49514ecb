using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Models;

namespace RsdtrEdge.BuildTasks.Tests;

public sealed class CheckBudgetTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("models/net.onnx(1): error RSDTR2101", "app.csproj", 3)] // the limit stands in the item
    [InlineData("models/net.onnx(1): warning RSDTR2107", "app.csproj", 3)]
    [InlineData("models/other.onnx(1): error RSDTR2101", "models/other.onnx", 1)]
    [InlineData("models/net.onnx(1): error RSDTR1008", "models/net.onnx", 1)] // what is wrong is the file
    [InlineData("board.json(7): error RSDTR2101", "board.json", 7)]
    public void A_verdict_about_a_limit_of_the_item_is_said_at_the_item(string verdict, string file, int line)
    {
        string project = _project.Write("app.csproj", "<Project>\n  <ItemGroup>\n    <RsdtrModel Include=\"models/net.onnx\" MaxParameters=\"1500\" />\n  </ItemGroup>\n</Project>\n");
        string[] parts = verdict.Split('(', 2);
        ITaskItem model = new TaskItem(_project.Full("models/net.onnx"), new Dictionary<string, string>
        {
            [ModelMetadata.DiagnosticsFile] = _project.Write("obj/net.diagnostics.txt", $"{_project.Full(parts[0])}({parts[1]}: text\n"),
            [ModelMetadata.DefiningProject] = project,
            [ModelMetadata.Include] = "models/net.onnx",
        });
        bool isError = verdict.Contains("error", StringComparison.Ordinal);
        Assert.Equal(!isError, new CheckBudget { BuildEngine = _project.Engine, Models = [model] }.Execute());
        (string File, int LineNumber) said = isError
            ? (_project.Engine.Errors[0].File, _project.Engine.Errors[0].LineNumber)
            : (_project.Engine.Warnings[0].File, _project.Engine.Warnings[0].LineNumber);
        Assert.Equal((_project.Full(file), line), said);
    }
}
