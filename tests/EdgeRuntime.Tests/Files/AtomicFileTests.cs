using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;
using RsdtrEdge.Runtime.Tests.DataSets;

namespace RsdtrEdge.Runtime.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_replaced_whole()
    {
        string path = _folder.AddBytes("report.json", 1, 2, 3);
        AtomicFile.WriteText(path, "é");
        Assert.Equal([0xC3, 0xA9], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_failure_while_writing_leaves_the_old_file_and_no_temporary_one()
    {
        string path = _folder.AddBytes("model.onnx", 1, 2, 3);
        RsdtrException refused = Assert.Throws<RsdtrException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(9);
            throw new IOException("No space left on device");
        }));
        Assert.Equal(ToolDiagnostics.OutputUnwritable, refused.Diagnostic.Descriptor);
        Assert.Contains("No space left", refused.Message, StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(() => AtomicFile.Write(path, _ => throw new OperationCanceledException()));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("/dev/rsdtr-edge.json")]
    [InlineData("/proc/self/fd/rsdtr-edge.json")]
    public void What_would_take_a_devices_place_is_refused(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Its devices have names that no file can take.
        }

        foreach (Action write in new Action[] { () => AtomicFile.RequireWritable(path), () => AtomicFile.WriteText(path, "{}") })
        {
            RsdtrException refused = Assert.Throws<RsdtrException>(write);
            Assert.Equal((ToolDiagnostics.OutputUnwritable, path), (refused.Diagnostic.Descriptor, refused.Diagnostic.File));
            Assert.Contains("devices have their names there", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_link_is_replaced_and_what_it_names_stays()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Making a link takes a right there that tests do not have.
        }

        string target = _folder.AddBytes("model.onnx", 1, 2, 3), link = _folder.File("current.onnx");
        _ = File.CreateSymbolicLink(link, target);
        AtomicFile.WriteText(link, "a");
        Assert.Equal("a", File.ReadAllText(link));
        Assert.Null(new FileInfo(link).LinkTarget);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(target));
    }

    [Fact]
    public void An_absent_folder_is_named()
    {
        RsdtrException refused = Assert.Throws<RsdtrException>(() => AtomicFile.WriteText(_folder.File("absent/report.json"), "{}"));
        Assert.Equal(ToolDiagnostics.OutputUnwritable, refused.Diagnostic.Descriptor);
        Assert.Contains("does not exist", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void That_a_file_can_be_written_is_seen_without_a_trace()
    {
        string path = _folder.AddBytes("report.json", 1, 2, 3);
        AtomicFile.RequireWritable(path);
        AtomicFile.RequireWritable(_folder.File("another.json"));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
        AssertRefused("absent/report.json", "does not exist");
        _ = Directory.CreateDirectory(_folder.File("folder"));
        AssertRefused("folder", "a folder has its name");

        void AssertRefused(string name, string word)
        {
            RsdtrException refused = Assert.Throws<RsdtrException>(() => AtomicFile.RequireWritable(_folder.File(name)));
            Assert.Equal((ToolDiagnostics.OutputUnwritable, _folder.File(name)), (refused.Diagnostic.Descriptor, refused.Diagnostic.File));
            Assert.Contains(word, refused.Message, StringComparison.Ordinal);
        }
    }
}
