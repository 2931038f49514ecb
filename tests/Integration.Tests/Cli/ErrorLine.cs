using System.Globalization;
using System.Text.RegularExpressions;
using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.Cli;

/// <summary>A canonical line: <c>FILE(LINE): error RSDTRnnnn: message</c>, or with the program's name where there is no file.</summary>
internal sealed partial record ErrorLine(string Origin, int? Line, string Severity, string Code, string Message)
{
    /// <summary>The one line on the standard error stream of a process that failed with an exit code.</summary>
    public static ErrorLine Only(CommandResult result, int exitCode)
    {
        ErrorLine line = Assert.Single(All(result));
        Assert.True(result.ExitCode == exitCode, $"exit code {result.ExitCode}, not {exitCode}:\n{result.All}");
        Assert.Equal("error", line.Severity);
        return line;
    }

    /// <summary>All lines on the standard error stream, which holds nothing else.</summary>
    public static IReadOnlyList<ErrorLine> All(CommandResult result) =>
        [.. result.Error.Split('\n').Select(text => text.TrimEnd('\r')).Where(text => text.Length > 0).Select(Parse)];

    /// <summary>Reads a line.</summary>
    public static ErrorLine Parse(string text)
    {
        Match match = Canonical().Match(text);
        Assert.True(match.Success, $"not a canonical line: {text}");
        string number = match.Groups["line"].Value;
        return new ErrorLine(
            match.Groups["origin"].Value, number.Length > 0 ? int.Parse(number, CultureInfo.InvariantCulture) : null,
            match.Groups["severity"].Value, match.Groups["code"].Value, match.Groups["message"].Value);
    }

    // MSBuild's canonical form, as GitHub and Azure DevOps annotate it: a line number is 1 or more.
    [GeneratedRegex(@"^(?<origin>[^():]+?)(\((?<line>[1-9][0-9]*)\))?: (?<severity>error|warning) (?<code>RSDTR[0-9]{4}): (?<message>\S.*\S)\z")]
    private static partial Regex Canonical();
}
