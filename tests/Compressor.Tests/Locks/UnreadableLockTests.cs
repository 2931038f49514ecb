using System.Globalization;
using RsdtrEdge.Compressor.Locks;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Tests.Locks;

public sealed class UnreadableLockTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rsdtr-lock-").FullName;

    private string Lock => Path.Combine(_folder, "rsdtr.lock.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_of_more_bytes_than_a_lock_file_may_have_is_named_with_them()
    {
        File.WriteAllBytes(Lock, new byte[LockFile.MaxBytes + 1]);
        Assert.Contains(LockFile.MaxBytes.ToString(CultureInfo.InvariantCulture), Refused().Message, StringComparison.Ordinal);
        // One byte less is read, and is no JSON.
        File.WriteAllBytes(Lock, new byte[LockFile.MaxBytes]);
        Assert.Equal("RSDTR2202", Assert.Throws<RsdtrException>(() => LockFile.TryRead(Lock)).Diagnostic.Descriptor.Id);
    }

    [Fact]
    public void A_file_that_another_program_holds_is_named()
    {
        using FileStream owner = new(Lock, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        Assert.IsAssignableFrom<IOException>(Refused().InnerException);
    }

    private RsdtrException Refused()
    {
        RsdtrException exception = Assert.Throws<RsdtrException>(() => LockFile.TryRead(Lock));
        Assert.Equal(("RSDTR2201", Lock), (exception.Diagnostic.Descriptor.Id, exception.Diagnostic.File));
        return exception;
    }
}
