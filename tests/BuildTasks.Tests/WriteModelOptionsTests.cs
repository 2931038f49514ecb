using Microsoft.Build.Framework;
using RsdtrEdge.BuildTasks.Models;

namespace RsdtrEdge.BuildTasks.Tests;

public sealed class WriteModelOptionsTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void An_input_that_cannot_be_read_is_left_to_the_tool_and_is_no_output_that_cannot_be_written()
    {
        string budget = _project.Write("devices/board.json", """{ "profile": "times.json" }""");
        _ = _project.Write("calibration/1.png", "image");
        ITaskItem model = Resolve();
        // Another program has the budget for itself, and the images are gone.
        using FileStream held = new(budget, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Directory.Delete(_project.Full("calibration"), recursive: true);
        Assert.True(Write(model));
        Assert.Empty(_project.Engine.Errors);
        Assert.Contains("board", File.ReadAllText(model.GetMetadata(ModelMetadata.ResponseFile)), StringComparison.Ordinal);
    }

    [Fact]
    public void Space_around_a_value_that_was_accepted_does_not_reach_the_tool()
    {
        ITaskItem model = Assert.Single(_project.Resolve("pi4", ("models/net.onnx", new() { ["MaxFlops"] = " 50%\t" })));
        Assert.True(Write(model));
        Assert.Contains("--max-flops\n\"50%\"\n", File.ReadAllText(model.GetMetadata(ModelMetadata.ResponseFile)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", new string[0])]
    [InlineData("calibration", "", new[] { "--mean", "--std", "--channels", "--resize", "--images" })]
    [InlineData("", "calibration", new[] { "--mean", "--std", "--channels", "--resize" })]
    public void What_the_tool_would_take_for_a_mistake_without_images_or_a_budget_is_left_out(string calibration, string training, string[] options)
    {
        _ = _project.Write("calibration/1.png", "image");
        ITaskItem model = Assert.Single(_project.Resolve("", ("models/net.onnx", new()
        {
            ["MaxFlops"] = "50%",
            ["Calibration"] = calibration,
            ["FineTuneData"] = training,
            ["Mean"] = "0.5",
            ["Std"] = "0.5",
            ["Channels"] = "bgr",
            ["Resize"] = "fit",
            ["Images"] = "9",
        })));
        Assert.True(new WriteModelOptions
        {
            BuildEngine = _project.Engine,
            Models = [model],
            ToolAssembly = _project.Full("tool/rsdtr.dll"),
            DevicesDirectories = ["boards"],
        }.Execute());
        string[] lines = File.ReadAllLines(model.GetMetadata(ModelMetadata.ResponseFile));
        Assert.Equal(options, lines.Where(line => line is "--devices" or "--mean" or "--std" or "--channels" or "--resize" or "--images"));
    }

    [Fact]
    public void An_output_that_cannot_be_written_is_told_by_its_code()
    {
        ITaskItem model = Resolve();
        _ = _project.Write("obj", "a file in place of the folder");
        Assert.False(Write(model));
        Assert.Equal("RSDTR3001", Assert.Single(_project.Engine.Errors).Code);
    }

    private ITaskItem Resolve()
    {
        _ = _project.Write("devices/board.json", "{}");
        _ = _project.Write("calibration/1.png", "image");
        return Assert.Single(_project.Resolve("board", ("models/net.onnx", new() { ["Calibration"] = "calibration" })));
    }

    private bool Write(ITaskItem model) => new WriteModelOptions { BuildEngine = _project.Engine, Models = [model], ToolAssembly = _project.Full("tool/rsdtr.dll") }.Execute();
}
