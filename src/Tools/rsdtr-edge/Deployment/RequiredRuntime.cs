using System.Globalization;
using System.Text.Json;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>A .NET runtime that a program asks for in its <c>*.runtimeconfig.json</c>.</summary>
/// <param name="Name">Its framework, such as <c>Microsoft.AspNetCore.App</c>.</param>
/// <param name="Major">Its major version.</param>
/// <param name="OrNewer">Whether a newer major version does, too: the file's <c>rollForward</c>.</param>
internal readonly record struct RequiredRuntime(string Name, int Major, bool OrNewer)
{
    private static readonly JsonDocumentOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a file; one that brings its runtime along asks for none.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="RsdtrException">RSDTR4201: it cannot be read, or is no JSON.</exception>
    public static RequiredRuntime[] Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), s_options);
            if (Member(document.RootElement, "runtimeOptions") is not { } runtime)
            {
                return [];
            }

            bool orNewer = Text(runtime, "rollForward") is { } policy && policy.EndsWith("Major", StringComparison.OrdinalIgnoreCase);
            IEnumerable<JsonElement> several = Member(runtime, "frameworks") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];
            IEnumerable<JsonElement> all = Member(runtime, "framework") is { } one ? several.Append(one) : several;
            return [.. all.Select(framework => Of(framework, orNewer)).OfType<RequiredRuntime>().Distinct()];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new RsdtrException(DeploymentDiagnostics.SourceUnusable, $"the file cannot be read: {exception.Message}", path, innerException: exception);
        }
    }

    /// <summary>Whether a runtime does.</summary>
    /// <param name="runtime">What the board has.</param>
    public bool IsMetBy(BoardRuntime runtime) => runtime.Name == Name && MajorOf(runtime.Version) is { } major && (major == Major || (OrNewer && major > Major));

    /// <summary>What to install.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Name == BoardRuntime.DotNet ? ".NET" : Name)} {Major}.0");

    private static RequiredRuntime? Of(JsonElement framework, bool orNewer) =>
        MajorOf(Text(framework, "version")) is { } major ? new(Text(framework, "name") ?? BoardRuntime.DotNet, major, orNewer) : null;

    private static int? MajorOf(string? version) =>
        int.TryParse(version?.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major) ? major : null;

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : null;

    private static string? Text(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
