namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>The folder on the board where none was given: the name of what is deployed.</summary>
internal static class DefaultTarget
{
    /// <summary>The name: a project file's without its ending; a folder's only project's; otherwise the folder's own, whole, whatever dots it has.</summary>
    /// <param name="path">A project file, its folder, or a published folder; it need not be there.</param>
    public static string Of(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string named = Directory.Exists(full) && Directory.GetFiles(full, "*.*proj", new EnumerationOptions()) is [var only] ? only : full;
        string name = !Directory.Exists(named) && named.EndsWith("proj", StringComparison.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(named) : Path.GetFileName(named);
        return name.Length > 0 ? name : "application";
    }
}
