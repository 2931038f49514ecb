using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.Files;

/// <summary>
/// Writes whole files or nothing: to a temporary name in the same folder, moved into place at the end. A link stays, and what it names is written;
/// so is a device, such as <c>/dev/stdout</c>, in place of which a file would be left otherwise.
/// </summary>
public static class AtomicFile
{
    // More than a report of a measurement takes.
    private const int ProbeBytes = 1 << 16;

    // A folder of files among the devices.
    private const string SharedMemory = "/dev/shm/";

    private static readonly string[] s_deviceFolders = ["/dev/", "/proc/"];

    /// <summary>Writes a file; the folder must exist.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="RsdtrException">The file cannot be written (RSDTR3001).</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string? temporary = null;
        try
        {
            string target = TargetOf(path);
            if (IsDevice(target))
            {
                using FileStream device = OpenDevice(target);
                write(device);
                return;
            }

            temporary = TemporaryFor(target);
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                // The data must be on the disk before its name is, or a power cut leaves an empty file under the good name.
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
            temporary = null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unwritable(path, exception);
        }
        finally
        {
            if (temporary is not null)
            {
                TryDelete(temporary);
            }
        }
    }

    /// <summary>Writes a text file in UTF-8.</summary>
    /// <inheritdoc cref="Write"/>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Sees that a file can be written, before long work whose result it is to take: by another one in the same folder, which is removed again.</summary>
    /// <param name="path">The file; an existing one stays as it is.</param>
    /// <exception cref="RsdtrException">The file cannot be written (RSDTR3001).</exception>
    public static void RequireWritable(string path)
    {
        string? temporary = null;
        try
        {
            string target = TargetOf(path);
            if (IsDevice(target))
            {
                OpenDevice(target).Dispose();
                return;
            }

            if (Directory.Exists(path))
            {
                throw new IOException("a folder has its name.");
            }

            temporary = TemporaryFor(target);
            using FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            // An empty file would have room on a full disk.
            stream.Write(new byte[ProbeBytes]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unwritable(path, exception);
        }
        finally
        {
            if (temporary is not null)
            {
                TryDelete(temporary);
            }
        }
    }

    /// <summary>Deletes a file that is there for a while only, if it can be deleted.</summary>
    /// <param name="path">The file; it need not exist.</param>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A failure before this is the one to tell; a leftover temporary file has a name that says what it is.
        }
    }

    // What links lead to, up to a device: that of a standard stream is a link to something without a name.
    private static string TargetOf(string path) =>
        IsDevice(path) || new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    // By its place, because .NET tells no device from a file.
    private static bool IsDevice(string path)
    {
        string full = Path.GetFullPath(path);
        return !OperatingSystem.IsWindows() && s_deviceFolders.Any(Holds) && !Holds(SharedMemory) && File.Exists(full);

        bool Holds(string folder) => full.StartsWith(folder, StringComparison.Ordinal);
    }

    private static FileStream OpenDevice(string path) => new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    private static string TemporaryFor(string path) => $"{path}.{Path.GetRandomFileName()}.tmp";

    private static RsdtrException Unwritable(string path, Exception exception)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
        string reason = Directory.Exists(folder) ? exception.Message : $"the folder {folder} does not exist.";
        return new RsdtrException(ToolDiagnostics.OutputUnwritable, $"The output cannot be written: {reason}", path, innerException: exception);
    }
}
