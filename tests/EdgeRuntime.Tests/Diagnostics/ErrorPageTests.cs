using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.Diagnostics;

/// <summary>Holds the registry of codes and docs/errors.md together.</summary>
public sealed class ErrorPageTests
{
    private static readonly string[][] s_rows = [.. File.ReadLines(Path.Combine(RepositoryLayout.Root, "docs", "errors.md"))
        .Where(line => line.StartsWith("| RSDTR", StringComparison.Ordinal))
        .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))];

    [Fact]
    public void The_page_has_every_code_of_the_registry_in_its_order_and_no_other() =>
        Assert.Equal(DiagnosticCatalog.All.Select(descriptor => descriptor.Id), s_rows.Select(row => row[0]));

    [Fact]
    public void Meaning_and_exit_code_are_the_registrys()
    {
        Assert.Equal(
            DiagnosticCatalog.All.Select(descriptor => (descriptor.Title, ((int)descriptor.ExitCode).ToString(CultureInfo.InvariantCulture))),
            s_rows.Select(row => (row[1], row[2])));
    }

    [Fact]
    public void Each_code_has_a_cause_and_a_remedy() =>
        Assert.All(s_rows, row => Assert.True(row is [_, _, _, { Length: > 0 }, { Length: > 0 }], $"{row[0]} lacks a cause or a remedy."));
}
