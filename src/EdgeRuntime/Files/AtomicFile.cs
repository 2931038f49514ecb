using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.Files;

/// <summary>Writes whole files or nothing: to a temporary name in the same folder, moved into place at the end.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file; the folder must exist.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="RsdtrException">The file cannot be written (RSDTR3001).</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        bool moved = false;
        try
        {
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
            string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
            string reason = Directory.Exists(folder) ? exception.Message : $"the folder {folder} does not exist.";
            throw new RsdtrException(
                ToolDiagnostics.OutputUnwritable, $"The output cannot be written: {reason}", path, innerException: exception);
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

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to tell; a leftover temporary file has a name that says what it is.
        }
    }
}
