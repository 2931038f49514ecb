using RsdtrEdge.Compressor.Locks;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Tests.Locks;

/// <summary>Lock files in folders of their own, as <c>RsdtrLockFile</c> may name one.</summary>
public sealed class LockFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rsdtr-lock-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_that_is_absent_is_made()
    {
        string path = Path.Combine(_folder, "locks", "of the app", "app.json");
        Assert.True(LockFile.Write(path, LockDocument.Empty));
        Assert.Equal(LockFile.ToJson(LockDocument.Empty), File.ReadAllText(path));
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_told()
    {
        string path = Path.Combine(_folder, "locks", "app.json");
        File.WriteAllText(Path.Combine(_folder, "locks"), "a file");
        RsdtrException exception = Assert.Throws<RsdtrException>(() => LockFile.Write(path, LockDocument.Empty));
        Assert.Equal(("RSDTR3001", path), (exception.Diagnostic.Descriptor.Id, exception.Diagnostic.File));
        Assert.Contains("folder", exception.Message, StringComparison.Ordinal);
    }
}
