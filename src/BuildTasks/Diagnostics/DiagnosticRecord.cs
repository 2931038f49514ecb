using Microsoft.Build.Framework;

namespace RsdtrEdge.BuildTasks.Diagnostics;

/// <summary>
/// What the tasks of one project and framework said in a build, for its SARIF file and its summary. MSBuild keeps it from the first task to the end of the build: a
/// failed task hands nothing else on, and a package has no logger.
/// </summary>
internal sealed class DiagnosticRecord
{
    private static readonly object Making = new();
    private readonly HashSet<RecordedDiagnostic> _all = [];

    /// <summary>The record of a name, made where there is none yet.</summary>
    /// <param name="engine">The build.</param>
    /// <param name="name">The name.</param>
    /// <returns>Null where the engine keeps no objects: then nothing is recorded.</returns>
    public static DiagnosticRecord? Of(IBuildEngine engine, string name)
    {
        if (engine is not IBuildEngine4 keeper)
        {
            return null;
        }

        // Several models may be compressed at once.
        lock (Making)
        {
            return Of(keeper, name);
        }
    }

    /// <summary>Adds a diagnostic; one that was said before is held once.</summary>
    public void Add(RecordedDiagnostic diagnostic)
    {
        lock (_all)
        {
            _ = _all.Add(diagnostic);
        }
    }

    /// <summary>What a build showed: all that was said but the warnings that the project silences.</summary>
    /// <param name="engine">The build.</param>
    /// <param name="name">The record's name.</param>
    /// <param name="silenced">The codes of warnings that are messages, as <c>NoWarn</c> lists them.</param>
    public static IReadOnlyList<RecordedDiagnostic> Shown(IBuildEngine engine, string name, string silenced)
    {
        string[] codes = silenced.Split([';', ',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return [.. (Of(engine, name)?.Sorted() ?? []).Where(one => one.IsError || !codes.Contains(one.Code, StringComparer.OrdinalIgnoreCase))];
    }

    /// <summary>All of them by file, line, code and text: tasks run in no order that is the same in each build.</summary>
    public IReadOnlyList<RecordedDiagnostic> Sorted()
    {
        lock (_all)
        {
            return [.. _all
                .OrderBy(one => one.File ?? "", StringComparer.Ordinal).ThenBy(one => one.Line)
                .ThenBy(one => one.Code, StringComparer.Ordinal).ThenBy(one => one.Text, StringComparer.Ordinal).ThenByDescending(one => one.IsError)];
        }
    }

    private static DiagnosticRecord Of(IBuildEngine4 keeper, string name)
    {
        string key = $"{typeof(DiagnosticRecord).FullName}:{name}";
        if (keeper.GetRegisteredTaskObject(key, RegisteredTaskObjectLifetime.Build) is DiagnosticRecord known)
        {
            return known;
        }

        var record = new DiagnosticRecord();
        keeper.RegisterTaskObject(key, record, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        return record;
    }
}
