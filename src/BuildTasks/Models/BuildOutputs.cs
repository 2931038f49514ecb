namespace RsdtrEdge.BuildTasks.Models;

/// <summary>
/// The folders that a build writes to, for a pattern such as <c>**/*.onnx</c> finds there what the last build made. A folder that holds the project itself is none: all that belongs to
/// the project lies below it.
/// </summary>
internal sealed class BuildOutputs
{
    // What this package calls its own below the intermediate folder, of each configuration and framework.
    private const string Own = "rsdtr";

    private readonly string[] _outputs;
    private readonly string[] _intermediates;
    private readonly string _results;

    /// <summary>The folders of a project.</summary>
    /// <param name="outputs">Where applications are built and published to, full paths.</param>
    /// <param name="intermediate">The folder above the intermediate files of all configurations, a full path.</param>
    /// <param name="results">Where this build puts networks, a full path.</param>
    /// <param name="project">The project's folder, a full path.</param>
    public BuildOutputs(IEnumerable<string> outputs, string intermediate, string results, string project)
    {
        _outputs = [.. outputs.Select(AsFolder).Where(folder => !IsBelow(AsFolder(project), folder))];
        _intermediates = [.. new[] { AsFolder(intermediate) }.Where(folder => !IsBelow(AsFolder(project), folder))];
        _results = AsFolder(results);
    }

    /// <summary>The folder of a build's in which a file lies; null where it lies in none. What other targets generate among the intermediate files is no output.</summary>
    /// <param name="path">The file's full path.</param>
    public string? FolderOf(string path) =>
        IsBelow(path, _results) ? _results
            : _outputs.FirstOrDefault(folder => IsBelow(path, folder))
            ?? _intermediates.FirstOrDefault(folder => IsBelow(path, folder) && path.Substring(folder.Length).Split(Path.DirectorySeparatorChar).Contains(Own));

    private static string AsFolder(string path) => path.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;

    private static bool IsBelow(string path, string folder) => path.StartsWith(folder, StringComparison.Ordinal);
}
