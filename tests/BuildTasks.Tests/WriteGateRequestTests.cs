using Microsoft.Build.Framework;

namespace RsdtrEdge.BuildTasks.Tests;

public sealed class WriteGateRequestTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Of_a_folder_the_images_count_and_nothing_beside_them()
    {
        _ = _project.Write("calibration/class/1.png", "12345");
        Assert.Contains("CalibrationPath=1 files, 5 bytes", Request(), StringComparison.Ordinal);
        _ = _project.Write("calibration/.DS_Store", "written by a file manager");
        _ = _project.Write("calibration/class/Thumbs.db", "written by another");
        Assert.Contains("CalibrationPath=1 files, 5 bytes", Request(), StringComparison.Ordinal);
        _ = _project.Write("calibration/class/2.JPG", "123");
        Assert.Contains("CalibrationPath=2 files, 8 bytes", Request(), StringComparison.Ordinal);
    }

    private string Request()
    {
        ITaskItem model = Assert.Single(_project.Resolve("pi4", ("models/net.onnx", new() { ["Calibration"] = "calibration" })));
        Assert.True(new WriteGateRequest
        {
            BuildEngine = _project.Engine,
            Models = [model],
            ProjectFile = _project.Full("p.csproj"),
            LockFile = _project.Full("rsdtr.lock.json"),
            RequestFile = _project.Full("obj/rsdtr.gate.json"),
            VerdictFile = _project.Full("obj/rsdtr.gate.txt"),
            SectionFile = _project.Full("obj/rsdtr.gate.md"),
        }.Execute());
        return File.ReadAllText(_project.Full("obj/rsdtr.gate.json"));
    }
}
