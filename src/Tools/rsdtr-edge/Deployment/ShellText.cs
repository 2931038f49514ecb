namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>Words for a shell on the board.</summary>
internal static class ShellText
{
    /// <summary>A word as every POSIX shell reads it back: between single quotes nothing has a meaning, and a single quote is taken out of them.</summary>
    /// <param name="word">Any text without the character zero.</param>
    public static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>
    /// A command line that runs a script by <c>sh</c>, whatever the user's own shell is. What is given reaches the script as <c>$1</c>, <c>$2</c> and so on, and never as
    /// a part of its text.
    /// </summary>
    /// <param name="script">The script.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string CommandLine(string script, IEnumerable<string> arguments) =>
        string.Join(' ', new[] { "sh", "-c", Quote(script), "sh" }.Concat(arguments.Select(Quote)));
}
