using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace RsdtrEdge.BuildTasks;

/// <summary>
/// Hands on the models of a batch that MSBuild found out of date. A task of its own, because MSBuild makes the items of an ItemGroup also in a target that it skips,
/// and leaves out only what a task would have put out.
/// </summary>
public sealed class SelectOutdated : Task
{
    /// <summary>The models of the batch.</summary>
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>The same models.</summary>
    [Output]
    public ITaskItem[] Outdated { get; private set; } = [];

    /// <inheritdoc />
    public override bool Execute()
    {
        Outdated = Models;
        return true;
    }
}
