using System.CommandLine;
using System.CommandLine.Parsing;

namespace RsdtrEdge.Tools.Common;

/// <summary>Options that say how another one is to be taken: without it they would be passed over, and whoever gave them would not know.</summary>
internal static class OptionNeeds
{
    /// <summary>Refuses options where none of those is given that they belong to.</summary>
    /// <param name="command">The command that has all of them.</param>
    /// <param name="options">The options.</param>
    /// <param name="needed">Those of which one must be given.</param>
    public static void Add(Command command, IReadOnlyList<Option> options, params IReadOnlyList<Option> needed) => command.Validators.Add(result =>
    {
        if (!needed.Any(option => IsGiven(result, option)) && options.FirstOrDefault(option => IsGiven(result, option)) is { } alone)
        {
            result.AddError($"{alone.Name} needs {string.Join(" or ", needed.Select(option => option.Name))}");
        }
    });

    /// <summary>Whether the command line holds an option: one with a default has a value all the same.</summary>
    /// <param name="result">The command's part of the command line.</param>
    /// <param name="option">The option.</param>
    public static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
