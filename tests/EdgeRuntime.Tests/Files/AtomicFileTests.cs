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

    [Fact]
    public void A_link_stays_and_what_it_names_is_written()
    {
        string target = _folder.AddBytes("report-1.json", 1, 2, 3), link = _folder.File("report.json"), later = _folder.File("later.json"), ahead = _folder.File("ahead.json");
        if (OperatingSystem.IsWindows())
        {
            return; // Making a link takes a right there that tests do not have.
        }

        _ = File.CreateSymbolicLink(link, target);
        _ = File.CreateSymbolicLink(ahead, later);
        AtomicFile.RequireWritable(link);
        AtomicFile.WriteText(link, "a");
        AtomicFile.WriteText(ahead, "b");
        Assert.Equal(("a", "b"), (File.ReadAllText(target), File.ReadAllText(later)));
        Assert.Equal((target, later), (new FileInfo(link).LinkTarget, new FileInfo(ahead).LinkTarget));
        Assert.Equal(4, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void A_device_is_written_and_not_replaced()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // No other system has one that is always full.
        }

        const string full = "/dev/full";
        AtomicFile.RequireWritable(full);
        RsdtrException refused = Assert.Throws<RsdtrException>(() => AtomicFile.WriteText(full, "a"));
        Assert.Equal((ToolDiagnostics.OutputUnwritable, full), (refused.Diagnostic.Descriptor, refused.Diagnostic.File));
        Assert.Contains("No space left", refused.Message, StringComparison.Ordinal);

        // A link may lead to a device.
        string link = _folder.File("null.json");
        _ = File.CreateSymbolicLink(link, "/dev/null");
        AtomicFile.WriteText(link, "a");
        Assert.Empty(File.ReadAllBytes("/dev/null"));
        Assert.Equal("/dev/null", new FileInfo(link).LinkTarget);
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
