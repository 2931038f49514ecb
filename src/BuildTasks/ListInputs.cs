using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Models;

namespace RsdtrEdge.BuildTasks;

/// <summary>Lists the files that networks depend on, for editors and watchers: a build asks for its own list, with sizes and times.</summary>
public sealed class ListInputs : Task
{
    /// <summary>The items that ResolveModels made.</summary>
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>The files, each once.</summary>
    [Output]
    public ITaskItem[] Files { get; private set; } = [];

    /// <inheritdoc />
    public override bool Execute()
    {
        IEnumerable<string> paths = Models.SelectMany(TrackedInputs.EditedFiles).Select(file => file.FullName);
        Files = [.. paths.Distinct(StringComparer.Ordinal).Select(EscapedItem.Create)];
        return true;
    }
}
