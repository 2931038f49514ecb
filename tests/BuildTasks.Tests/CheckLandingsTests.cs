using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace RsdtrEdge.BuildTasks.Tests;

public sealed class CheckLandingsTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("a/net.onnx", "models/net.onnx", "b/net.onnx", "models/net.onnx", false)]
    [InlineData("a/net.onnx", "models/net.onnx", "b/net.onnx", "Models\\.\\NET.onnx", false)]
    [InlineData("a/net.report.json", "net.json", "b/net.onnx", "net.json", false)]
    [InlineData("a/net.onnx", "models/net.onnx", "other/file", "models/net.onnx", false)]
    [InlineData("a/net.onnx", "models/net.onnx", "b/net.onnx", "nets/net.onnx", true)]
    [InlineData("a/net.onnx", "models/net.onnx", "a/../a/net.onnx", "models/net.onnx", true)]
    [InlineData("a/net.onnx", "models/net.onnx", "same/net.onnx", "models/net.onnx", true)]
    [InlineData("a/net.onnx", "models/net.onnx", "absent/net.onnx", "models/net.onnx", true)]
    // Of other files it has nothing to say.
    [InlineData("other/file", "place", "other/second", "place", true)]
    public void No_network_lands_on_a_file_of_another_content(string first, string firstPlace, string second, string secondPlace, bool accepted)
    {
        _ = _project.Write("a/net.onnx", "1");
        _ = _project.Write("a/net.report.json", "{}");
        _ = _project.Write("a/net.inputs.txt", "");
        _ = _project.Write("b/net.onnx", "2");
        _ = _project.Write("b/net.inputs.txt", "");
        _ = _project.Write("same/net.onnx", "1");
        _ = _project.Write("other/file", "3");
        _ = _project.Write("other/second", "4");
        Assert.Equal(accepted, new CheckLandings { BuildEngine = _project.Engine, ProjectFile = _project.Full("app.csproj"), Files = [Item(first, firstPlace), Item(second, secondPlace)] }.Execute());
        if (!accepted)
        {
            BuildErrorEventArgs error = Assert.Single(_project.Engine.Errors);
            Assert.Equal(("RSDTR3006", _project.Full("app.csproj"), 1), (error.Code, error.File, error.LineNumber));
            Assert.Contains($"{_project.Full(first)} and {_project.Full(second)}. Give the RsdtrModel item", error.Message, StringComparison.Ordinal);
        }
    }

    private TaskItem Item(string path, string place) => new(_project.Full(path), new Dictionary<string, string> { ["TargetPath"] = place });
}
