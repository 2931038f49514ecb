using System.Text.RegularExpressions;
using RsdtrEdge.Compressor.Differentiation;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Compressor.Tests.Differentiation;

/// <summary>Holds the operators that docs/finetuning.md names as those that can be trained through and the rules together.</summary>
public sealed partial class GradientRulesPageTests
{
    [Fact]
    public void The_page_names_each_operator_with_a_derivative_and_no_other()
    {
        string[] rows = [.. File.ReadLines(Path.Combine(RepositoryLayout.Root, "docs", "finetuning.md"))
            .SkipWhile(line => line != "### Which networks").Skip(1).TakeWhile(line => !line.StartsWith('#'))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Split('|')[2])];
        Assert.Equal(
            GradientRules.OpTypes.Order(StringComparer.Ordinal),
            rows.SelectMany(row => Code().Matches(row).Select(match => match.Groups[1].Value)).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
