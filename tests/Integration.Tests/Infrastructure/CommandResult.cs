namespace RsdtrEdge.Integration.Tests.Infrastructure;

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>Both streams, for a failed test's message.</summary>
    public string All => Output + Error;

    /// <summary>Fails the test, with all that was printed, unless the process succeeded.</summary>
    public CommandResult Succeeds()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}:\n{All}");
        return this;
    }

    /// <summary>Fails the test, with all that was printed, if the process succeeded.</summary>
    public CommandResult Fails()
    {
        Assert.True(ExitCode != 0, $"exit code 0:\n{All}");
        return this;
    }

    /// <summary>The lines of the output that hold a text.</summary>
    public IReadOnlyList<string> Lines(string text) =>
        [.. Output.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Contains(text, StringComparison.Ordinal))];
}
