using System.Text.RegularExpressions;

namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>Warnings of the board as warnings here: with the board's name, and the budget by the path that it has here.</summary>
internal static partial class BoardWarnings
{
    /// <summary>The warnings among the lines that the board has said.</summary>
    /// <param name="error">Its standard error stream.</param>
    /// <param name="host">The board.</param>
    /// <param name="budget">The budget file here; null where there is none.</param>
    public static IEnumerable<string> Of(string error, string host, string? budget) =>
        error.Split('\n', StringSplitOptions.TrimEntries).Select(line => Warning().Match(line)).Where(match => match.Success)
            .Select(match => $"{WithBudget(match.Groups["origin"].Value, budget)}: warning {match.Groups["code"].Value}: {host}: {match.Groups["message"].Value}");

    /// <summary>What the board has said, with the budget by the path that it has here.</summary>
    /// <param name="text">What it has said.</param>
    /// <param name="budget">The budget file here; null where there is none.</param>
    public static string WithBudget(string text, string? budget) => budget is null ? text : text.Replace(ReleaseContent.BudgetFile, budget, StringComparison.Ordinal);

    [GeneratedRegex("^(?<origin>.+?): warning (?<code>RSDTR[0-9]{4}): (?<message>.+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Warning();
}
