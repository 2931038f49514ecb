namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>How a command on the board ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error stream.</param>
internal sealed record SshResult(int ExitCode, string Output, string Error)
{
    /// <summary>The last thing that was said on the error stream, or the exit code where nothing was.</summary>
    public string Reason => Error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is [.., var last]
        ? last
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"exit code {ExitCode}");
}
