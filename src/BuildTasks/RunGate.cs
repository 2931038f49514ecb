using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Diagnostics;
using RsdtrEdge.BuildTasks.Models;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.BuildTasks;

/// <summary>Starts <c>rsdtr gate</c>, which reads the reports of a project: its verdict on the lock file and the summary are files, or a new lock file is.</summary>
public sealed class RunGate : RsdtrTool
{
    // Older than any input, so that the next build asks again.
    private static readonly DateTime OutOfDate = new(1980, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly List<string> _errors = [];

    /// <summary>The request that WriteGateRequest wrote.</summary>
    [Required]
    public string RequestFile { get; set; } = "";

    /// <summary>Where the tool writes its verdict; empty where the lock file is written. Example: <c>$(IntermediateOutputPath)rsdtr.gate.txt</c>.</summary>
    public string VerdictFile { get; set; } = "";

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

    /// <inheritdoc />
    public override bool Execute()
    {
        bool succeeded = base.Execute();
        if (!succeeded && VerdictFile.Length > 0)
        {
            KeepFailure();
        }

        return succeeded;
    }

    /// <inheritdoc />
    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance)
    {
        if (CanonicalLine.TryParse(singleLine, out CanonicalLine? line) && line.IsError)
        {
            _errors.Add(singleLine);
        }

        base.LogEventsFromTextOutput(singleLine, messageImportance);
    }

    // The verdict of an earlier build would let through what is published without a build.
    private void KeepFailure()
    {
        string[] lines = _errors.Count > 0
            ? [.. _errors]
            : [$"rsdtr: error {ToolDiagnostics.ToolNotFound.Id}: The last build could not hold the networks against the lock file: build the project again."];
        try
        {
            string verdict = Path.GetFullPath(VerdictFile);
            _ = TextFile.WriteWhenDifferent(verdict, string.Concat(lines.Select(line => line + "\n")));
            File.SetLastWriteTimeUtc(verdict, OutOfDate);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            this.LogFileError(ToolDiagnostics.OutputUnwritable, VerdictFile, $"The lock file's verdict cannot be written: {e.Message}");
        }
    }
}
