using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.Files;

/// <summary>
/// Writes whole files or nothing: to a temporary name in the same folder, moved into place at the end. A link is replaced, not what it names; a device is refused,
/// because a file would be left in its place.
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
        string temporary = TemporaryFor(path);
        bool moved = false;
        try
        {
            RefuseDevice(path);
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                // The data must be on the disk before its name is, or a power cut leaves an empty file under the good name.
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            moved = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unwritable(path, exception);
        }
        finally
        {
            if (!moved)
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
        string temporary = TemporaryFor(path);
        try
        {
            RefuseDevice(path);
            if (Directory.Exists(path))
            {
                throw new IOException("a folder has its name.");
            }

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
            TryDelete(temporary);
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

    // By its place, because .NET tells no device from a file.
    private static void RefuseDevice(string path)
    {
        string full = Path.GetFullPath(path);
        if (!OperatingSystem.IsWindows() && s_deviceFolders.Any(Holds) && !Holds(SharedMemory))
        {
            throw new IOException("devices have their names there; name a file elsewhere.");
        }

        bool Holds(string folder) => full.StartsWith(folder, StringComparison.Ordinal);
    }

    private static string TemporaryFor(string path) => $"{path}.{Path.GetRandomFileName()}.tmp";

    private static RsdtrException Unwritable(string path, Exception exception)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
        string reason = Directory.Exists(folder) ? exception.Message : $"the folder {folder} does not exist.";
        return new RsdtrException(ToolDiagnostics.OutputUnwritable, $"The output cannot be written: {reason}", path, innerException: exception);
    }
}
