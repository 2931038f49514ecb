using RsdtrEdge.Compressor.Pipeline;

namespace RsdtrEdge.Tools.Rsdtr.Caching;

/// <summary>
/// The files that a command line names, as words that stand for them: what is kept for one project must not tell another of the first one's folders.
/// </summary>
internal sealed class PathTokens
{
    // A character that no path and no message holds.
    private const char Mark = '\u0001';

    private readonly List<(string Token, string Path)> _paths = [];

    /// <summary>Takes the paths of a compression.</summary>
    /// <param name="model">The model's path, as it was given.</param>
    /// <param name="options">What is asked for.</param>
    public PathTokens(string model, CompressionOptions options)
    {
        foreach ((string name, string? path) in ((string, string?)[])
            [("model", model), ("budget", options.Budget.SourcePath), ("profile", options.Profile ?? options.Budget.ProfilePath),
            ("calibration", options.Calibration), ("training", options.FineTuning?.Data)])
        {
            if (path is not null)
            {
                _paths.Add(($"{Mark}{name}{Mark}", path));
            }
        }
    }

    /// <summary>The word for a file that the command line names.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Null for any other file.</returns>
    public string? TokenOf(string path) => _paths.FirstOrDefault(known => known.Path == path).Token;

    /// <summary>The file that a word stands for; null for an unknown word.</summary>
    public string? PathOf(string token) => _paths.FirstOrDefault(known => known.Token == token).Path;

    /// <summary>A message with words in the place of full paths, the longest first, because one may lie within another.</summary>
    public string Hide(string message) => _paths.Where(known => Path.IsPathRooted(known.Path)).OrderByDescending(known => known.Path.Length)
        .Aggregate(message, (text, known) => text.Replace(known.Path, known.Token, StringComparison.Ordinal));

    /// <summary>The message as it was, for the files of this command line.</summary>
    public string Show(string message) => _paths.Aggregate(message, (text, known) => text.Replace(known.Token, known.Path, StringComparison.Ordinal));
}
