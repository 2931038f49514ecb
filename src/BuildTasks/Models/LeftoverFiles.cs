namespace RsdtrEdge.BuildTasks.Models;

/// <summary>What a tool that was killed was about to write: it writes each file under a temporary name first.</summary>
internal static class LeftoverFiles
{
    /// <summary>Deletes the temporary files of outputs. Only to be called once the tool has ended.</summary>
    /// <param name="outputs">The outputs' full paths.</param>
    public static void Delete(IEnumerable<string> outputs)
    {
        foreach (string output in outputs)
        {
            var folder = new DirectoryInfo(Path.GetDirectoryName(output)!);
            string prefix = Path.GetFileName(output) + ".";
            foreach (FileInfo file in folder.Exists ? folder.GetFiles("*.tmp") : [])
            {
                if (file.Name.StartsWith(prefix, StringComparison.Ordinal))
                {
                    TryDelete(file);
                }
            }
        }
    }

    private static void TryDelete(FileInfo file)
    {
        try
        {
            file.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its name says what it is, and clean removes it.
        }
    }
}
