using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace RsdtrEdge.BuildTasks;

/// <summary>Starts <c>rsdtr gate</c>, which reads the reports of a project: its verdict on the lock file and the summary are files, or a new lock file is.</summary>
public sealed class RunGate : RsdtrTool
{
    /// <summary>The request that WriteGateRequest wrote.</summary>
    [Required]
    public string RequestFile { get; set; } = "";

    /// <summary>Whether the lock file is written instead of held against.</summary>
    public bool UpdateLock { get; set; }

    /// <inheritdoc />
    protected override ITaskItem? Subject => null;

    /// <summary>What the update says is all that its caller wants to hear.</summary>
    protected override MessageImportance StandardOutputLoggingImportance => MessageImportance.High;

    /// <inheritdoc />
    protected override void AddArguments(CommandLineBuilder commandLine)
    {
        commandLine.AppendSwitch("gate");
        commandLine.AppendFileNameIfNotNull(RequestFile);
        if (UpdateLock)
        {
            commandLine.AppendSwitch("--update-lock");
        }
    }
}
