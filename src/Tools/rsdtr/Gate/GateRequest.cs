using System.Text.Json;
using System.Text.Json.Serialization;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Tools.Rsdtr.Gate;

/// <summary>What a build hands to <c>rsdtr gate</c>: one project's compressed networks and what is to be made of their reports.</summary>
public sealed record GateRequest
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    /// <summary>The project file.</summary>
    public required string Project { get; init; }

    /// <summary>The target framework, where the project has several builds; null where there is nothing to tell apart.</summary>
    public string? Framework { get; init; }

    /// <summary>The lock file, which need not exist; null where none is asked for.</summary>
    public string? LockFile { get; init; }

    /// <summary>The lock file's size and time: they make the request differ, and with it the build run the gate again.</summary>
    public string? LockState { get; init; }

    /// <summary>Whether a lock that is out of date is an error.</summary>
    public bool LockedMode { get; init; }

    /// <summary>Where the verdict goes, as canonical lines.</summary>
    public required string Verdict { get; init; }

    /// <summary>Where the summary goes, in Markdown.</summary>
    public required string Summary { get; init; }

    /// <summary>The compressed networks.</summary>
    public required IReadOnlyList<GateModel> Models { get; init; }

    /// <summary>Reads a request.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="RsdtrException">It cannot be read, or is no request (RSDTR3002).</exception>
    public static GateRequest Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<GateRequest>(File.ReadAllBytes(path), Options) ?? throw new JsonException("it is null");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new RsdtrException(
                ToolDiagnostics.WrongUsage, $"The request cannot be read: {exception.Message.TrimEnd('.')}. Give the file that the build wrote.", path, innerException: exception);
        }
    }
}
