using System.Text;

namespace RsdtrEdge.BuildTasks.Models;

/// <summary>Text files whose time tells when their content changed.</summary>
internal static class TextFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes a file only when its content differs, under a temporary name first, so that it is never half-written.</summary>
    /// <returns>Whether it was written.</returns>
    /// <exception cref="IOException">The file or its folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its folder may not be written.</exception>
    public static bool WriteWhenDifferent(string path, string content)
    {
        if (File.Exists(path) && File.ReadAllText(path, Utf8) == content)
        {
            return false;
        }

        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // A name of its own, because two builds of a project may run at once.
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, content, Utf8);
            if (File.Exists(path))
            {
                File.Replace(temporary, path, null);
            }
            else
            {
                File.Move(temporary, path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            // What the other build wrote in the meantime is the same text.
            if (!File.Exists(path) || File.ReadAllText(path, Utf8) != content)
            {
                throw;
            }
        }

        return true;
    }
}
