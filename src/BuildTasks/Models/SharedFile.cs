using System.Text;

namespace RsdtrEdge.BuildTasks.Models;

/// <summary>A text file that the builds of several projects change, on several nodes at once.</summary>
internal static class SharedFile
{
    // Another build holds the file for some milliseconds; a minute is long beyond doubt.
    private const int MostAttempts = 1200;
    private const int AttemptMilliseconds = 50;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Changes the text while no other build can, and writes it only where it differs.</summary>
    /// <param name="path">The file, which is made where it is absent.</param>
    /// <param name="change">Gives the new text for the one that is there; empty for a new file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Change(string path, Func<string, string> change)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using FileStream file = Open(path);
        using var reader = new StreamReader(file, Utf8, detectEncodingFromByteOrderMarks: false, 4096, leaveOpen: true);
        string before = reader.ReadToEnd();
        string after = change(before);
        if (after != before)
        {
            byte[] bytes = Utf8.GetBytes(after);
            file.Position = 0;
            file.Write(bytes, 0, bytes.Length);
            file.SetLength(bytes.Length);
        }
    }

    // For this build alone: what another one reads and writes meanwhile would be lost.
    private static FileStream Open(string path)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < MostAttempts && !Directory.Exists(path))
            {
                Thread.Sleep(AttemptMilliseconds);
            }
        }
    }
}
