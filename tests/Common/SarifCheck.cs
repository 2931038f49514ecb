using System.Text.Json;

namespace RsdtrEdge.Tests.Common;

/// <summary>
/// What SARIF 2.1.0 (OASIS standard) requires of the files that the build writes, by its sections. (No schema library on the feed restores
/// under a plain licence, and tests download nothing.)
/// </summary>
internal static class SarifCheck
{
    /// <summary>Fails the test unless a text is a valid log of one run.</summary>
    /// <param name="text">The file's content.</param>
    /// <returns>The results: code, level, URI of the file or null, line, text.</returns>
    public static IReadOnlyList<(string Rule, string Level, string? Uri, int Line, string Text)> Results(string text) => Assert.Single(Runs(text)).Results;

    /// <summary>Fails the test unless a text is a valid log.</summary>
    /// <param name="text">The file's content.</param>
    /// <returns>The runs' names and results.</returns>
    public static IReadOnlyList<(string Id, IReadOnlyList<(string Rule, string Level, string? Uri, int Line, string Text)> Results)> Runs(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement log = document.RootElement;
        // 3.13: version and runs are required.
        Assert.Equal("2.1.0", log.GetProperty("version").GetString());
        return [.. log.GetProperty("runs").EnumerateArray().Select(run => (run.GetProperty("automationDetails").GetProperty("id").GetString()!, Run(run)))];
    }

    private static IReadOnlyList<(string Rule, string Level, string? Uri, int Line, string Text)> Run(JsonElement run)
    {
        // 3.14.6, 3.18.2, 3.19.8: a run has a tool with a driver with a name. 3.19.23: no rule stands twice.
        JsonElement driver = run.GetProperty("tool").GetProperty("driver");
        Assert.NotEmpty(driver.GetProperty("name").GetString()!);
        Assert.Matches(@"^\d+\.\d+\.\d+", driver.GetProperty("semanticVersion").GetString());
        string[] rules = [.. driver.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("id").GetString()!)];
        Assert.Equal(rules.Distinct(), rules);
        // 3.49.9, 3.49.12: a description is a message; the help's address is absolute.
        Assert.All(driver.GetProperty("rules").EnumerateArray(), rule =>
        {
            Assert.NotEmpty(rule.GetProperty("shortDescription").GetProperty("text").GetString()!);
            Assert.True(!rule.TryGetProperty("helpUri", out JsonElement help) || new Uri(help.GetString()!).IsAbsoluteUri);
        });
        // 3.14.23: results is an array, empty where nothing was found.
        return [.. run.GetProperty("results").EnumerateArray().Select(result => Result(result, rules))];
    }

    private static (string Rule, string Level, string? Uri, int Line, string Text) Result(JsonElement result, string[] rules)
    {
        // 3.27.5, 3.27.6: where both are there, they name one rule. 3.27.10: the level. 3.27.11: a message is required.
        string rule = result.GetProperty("ruleId").GetString()!;
        Assert.Equal(rule, rules[result.GetProperty("ruleIndex").GetInt32()]);
        string level = result.GetProperty("level").GetString()!;
        Assert.Contains(level, (string[])["none", "note", "warning", "error"]);
        string message = result.GetProperty("message").GetProperty("text").GetString()!;
        Assert.NotEmpty(message);
        if (!result.TryGetProperty("locations", out JsonElement locations))
        {
            return (rule, level, null, 0, message);
        }

        JsonElement physical = Assert.Single(locations.EnumerateArray()).GetProperty("physicalLocation");
        JsonElement artifact = physical.GetProperty("artifactLocation");
        string uri = artifact.GetProperty("uri").GetString()!;
        // 3.4.3, 3.4.4: a URI in valid form; a relative one may have a base, an absolute one has none.
        Assert.True(Uri.IsWellFormedUriString(uri, UriKind.RelativeOrAbsolute), uri);
        Assert.Equal(!new Uri(uri, UriKind.RelativeOrAbsolute).IsAbsoluteUri, artifact.TryGetProperty("uriBaseId", out _));
        // 3.30.5: lines count from 1.
        int line = physical.GetProperty("region").GetProperty("startLine").GetInt32();
        Assert.InRange(line, 1, int.MaxValue);
        return (rule, level, uri, line, message);
    }
}
