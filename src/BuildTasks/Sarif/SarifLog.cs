using System.Reflection;
using RsdtrEdge.BuildTasks.Diagnostics;
using RsdtrEdge.BuildTasks.Models;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.BuildTasks.Sarif;

/// <summary>
/// A project's diagnostics in the Static Analysis Results Interchange Format 2.1.0 (OASIS standard; sections in brackets). It holds no
/// times and no path of this machine but those of files outside the repository: equal builds give equal files.
/// </summary>
internal static class SarifLog
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    /// <summary>The log as JSON text.</summary>
    /// <param name="diagnostics">What was said, sorted.</param>
    /// <param name="locations">Where files lie.</param>
    /// <param name="helpPage">The page that explains the codes; null where there is none.</param>
    /// <param name="project">The project, whose run it is, as a URI from the repository's root.</param>
    /// <param name="framework">The framework, where the project has several; else empty.</param>
    public static string Render(IReadOnlyList<RecordedDiagnostic> diagnostics, SarifLocation locations, string? helpPage, string project, string framework)
    {
        string[] rules = [.. diagnostics.Select(one => one.Code).Distinct().OrderBy(code => code, StringComparer.Ordinal)];
        var json = new JsonText();
        // [3.13] sarifLog: version and runs are required.
        return json.Object(null, () => json.Text("$schema", Schema).Text("version", "2.1.0").Array("runs", () =>
            // [3.14] run: tool is required; results is an empty array where nothing was found.
            json.Object(null, () =>
            {
                // [3.17] runAutomationDetails: tells the run from those of other projects. What is before the last slash is a code host's category.
                _ = json.Object("automationDetails", () => json.Text("id", $"rsdtr/{project}/{(framework.Length > 0 ? framework + "/" : "")}"));
                _ = json.Object("tool", () => json.Object("driver", () => Driver(json, rules, helpPage)));
                _ = json.Array("results", () =>
                {
                    foreach (RecordedDiagnostic diagnostic in diagnostics)
                    {
                        _ = json.Object(null, () => Result(json, diagnostic, Array.IndexOf(rules, diagnostic.Code), locations));
                    }
                });
                _ = json.Text("columnKind", "utf16CodeUnits");
            }))).ToString();
    }

    // [3.19] toolComponent: name is required.
    private static void Driver(JsonText json, string[] rules, string? helpPage)
    {
        Assembly assembly = typeof(SarifLog).Assembly;
        _ = json.Text("name", "RsdtrEdge.Build");
        if (assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] is { Length: > 0 } version)
        {
            _ = json.Text("semanticVersion", version);
        }

        _ = json.Array("rules", () =>
        {
            foreach (string code in rules)
            {
                _ = json.Object(null, () => Rule(json, code, helpPage));
            }
        });
    }

    // [3.49] reportingDescriptor: id is required; [3.49.12] helpUri.
    private static void Rule(JsonText json, string code, string? helpPage)
    {
        _ = json.Text("id", code);
        if (DiagnosticCatalog.All.FirstOrDefault(one => one.Id == code) is { } descriptor)
        {
            _ = json.Object("shortDescription", () => json.Text("text", descriptor.Title));
        }

        if (helpPage is not null)
        {
            _ = json.Text("helpUri", helpPage);
        }
    }

    // [3.27] result: message is required; [3.27.10] level.
    private static void Result(JsonText json, RecordedDiagnostic diagnostic, int rule, SarifLocation locations)
    {
        _ = json.Text("ruleId", diagnostic.Code).Number("ruleIndex", rule).Text("level", diagnostic.IsError ? "error" : "warning");
        _ = json.Object("message", () => json.Text("text", locations.Relative(diagnostic.Text)));
        if (diagnostic.File is not { } file)
        {
            return;
        }

        // [3.28] location, [3.29] physicalLocation, [3.4] artifactLocation, [3.30] region, whose lines count from 1.
        _ = json.Array("locations", () => json.Object(null, () => json.Object("physicalLocation", () =>
        {
            _ = json.Object("artifactLocation", () =>
            {
                (string uri, bool isRelative) = locations.Of(file);
                _ = json.Text("uri", uri);
                if (isRelative)
                {
                    _ = json.Text("uriBaseId", SarifLocation.BaseId);
                }
            });
            _ = json.Object("region", () => json.Number("startLine", Math.Max(1, diagnostic.Line)));
        })));
    }
}
