using RsdtrEdge.BuildTasks.Models;

namespace RsdtrEdge.BuildTasks.Tests.Models;

public sealed class TrackedInputsTests : IDisposable
{
    private readonly ProjectFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("models/net.onnx.data")]
    [InlineData("models/net.data")]
    [InlineData("devices/pi4.profile.json")]
    [InlineData("calibration/class a/1.png")]
    [InlineData("tool/RsdtrEdge.Compressor.dll")]
    public void A_file_that_the_result_depends_on_changes_the_text(string path)
    {
        string before = Describe();
        _ = _folder.Write(path, "content");
        string after = Describe();
        Assert.NotEqual(before, after);

        File.SetLastWriteTimeUtc(_folder.Full(path), new DateTime(2001, 2, 3, 0, 0, 0, DateTimeKind.Utc));
        string older = Describe();
        Assert.NotEqual(after, older);
        Assert.Equal(older, Describe());
    }

    [Theory]
    [InlineData("models/other.onnx")]
    [InlineData("models/net.txt")]
    [InlineData("devices/pi5.json")]
    [InlineData("tool/readme.md")]
    public void Other_files_beside_them_do_not(string path)
    {
        string before = Describe();
        _ = _folder.Write(path, "content");
        Assert.Equal(before, Describe());
    }

    private string Describe()
    {
        _ = Directory.CreateDirectory(_folder.Full("calibration"));
        _ = Directory.CreateDirectory(_folder.Full("training"));
        if (!File.Exists(_folder.Full("devices/pi4.json")))
        {
            _ = _folder.Write("devices/pi4.json", "{}");
        }

        return TrackedInputs.Describe(
            _folder.Full("models/net.onnx"), _folder.Full("devices/pi4.json"), _folder.Full("calibration"), _folder.Full("training"), _folder.Full("tool/rsdtr.dll"));
    }
}
