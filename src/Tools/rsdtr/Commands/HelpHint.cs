using System.CommandLine;

namespace RsdtrEdge.Tools.Rsdtr.Commands;

/// <summary>Where a wrong command line points to.</summary>
internal static class HelpHint
{
    /// <summary>The words that end a message, such as <c>see rsdtr compress --help.</c></summary>
    /// <param name="arguments">The command line.</param>
    public static string Of(ParseResult arguments) => $"see rsdtr {arguments.CommandResult.Command.Name} --help.";
}
