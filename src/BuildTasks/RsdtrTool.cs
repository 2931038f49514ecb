using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Diagnostics;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.BuildTasks;

/// <summary>Starts rsdtr as a process of its own, and turns its lines with a code into errors and warnings.</summary>
public abstract class RsdtrTool : ToolTask, IRecordsDiagnostics
{
    private const int RememberedLines = 5;
    private readonly Queue<string> _lastLines = new();
    private volatile bool _isCancelled;

    /// <summary>rsdtr.dll. Example: <c>$(RsdtrToolPath)</c>.</summary>
    [Required]
    public string ToolAssembly { get; set; } = "";

    /// <summary>The dotnet program that runs the tool. Example: <c>$(DOTNET_HOST_PATH)</c>; if empty, the one on the PATH.</summary>
    public string DotNetHostPath { get; set; } = "";

    /// <summary>The record of what is said; empty for none. Example: <c>$(_RsdtrRecord)</c>.</summary>
    public string Record { get; set; } = "";

    /// <summary>The item that lines without a file are about; null where they are about none.</summary>
    protected abstract ITaskItem? Subject { get; }

    /// <summary>Whether the build was cancelled.</summary>
    protected bool IsCancelled => _isCancelled;

    /// <inheritdoc />
    protected override string ToolName => Path.DirectorySeparatorChar == '\\' ? "dotnet.exe" : "dotnet";

    /// <summary>The tool prints a table of the layers: more than a build's output should hold unless it is asked for more.</summary>
    protected override MessageImportance StandardOutputLoggingImportance => MessageImportance.Normal;

    /// <inheritdoc />
    protected override MessageImportance StandardErrorLoggingImportance => MessageImportance.Normal;

    /// <inheritdoc />
    protected override Encoding StandardOutputEncoding => Encoding.UTF8;

    /// <inheritdoc />
    protected override Encoding StandardErrorEncoding => Encoding.UTF8;

    /// <inheritdoc />
    public override void Cancel()
    {
        _isCancelled = true;
        base.Cancel();
    }

    /// <summary>Adds the tool's own arguments.</summary>
    protected abstract void AddArguments(CommandLineBuilder commandLine);

    /// <summary>Says a line of the tool that is no diagnostic.</summary>
    protected virtual void LogOutput(MessageImportance importance, string line) => Log.LogMessage(importance, "{0}", line);

    /// <inheritdoc />
    protected override string GenerateFullPathToTool() => DotNetHostPath.Length > 0 ? DotNetHostPath : ToolName;

    /// <inheritdoc />
    protected override string GenerateCommandLineCommands()
    {
        var commandLine = new CommandLineBuilder();
        commandLine.AppendSwitch("exec");
        // A machine that has only a newer runtime than the tool was built for still builds.
        commandLine.AppendSwitch("--roll-forward Major");
        commandLine.AppendFileNameIfNotNull(Path.GetFullPath(ToolAssembly));
        AddArguments(commandLine);
        return commandLine.ToString();
    }

    /// <inheritdoc />
    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance)
    {
        if (CanonicalLine.TryParse(singleLine, out CanonicalLine? line))
        {
            this.LogCanonicalLine(line, Subject);
            return;
        }

        LogOutput(messageImportance, singleLine);
        Remember(singleLine);
    }

    /// <inheritdoc />
    protected override bool HandleTaskExecutionErrors()
    {
        if (Log.HasLoggedErrors || IsCancelled)
        {
            return false;
        }

        if (ExitCode == (int)RsdtrEdge.Runtime.Diagnostics.ExitCode.BudgetNotMet)
        {
            // The gate tells it, on each build.
            return true;
        }

        // Every end that rsdtr foresees has its line: here it did not start, or it was ended from outside.
        string message = $"rsdtr ended with exit code {ExitCode} and no message of its own: check that 'dotnet exec {ToolAssembly} --version' runs. Its last output: {(_lastLines.Count == 0 ? "none" : string.Join(" | ", _lastLines))}";
        if (Subject is { } item)
        {
            this.LogItemError(ToolDiagnostics.ToolNotFound, item, message);
        }
        else
        {
            this.LogFileError(ToolDiagnostics.ToolNotFound, ToolAssembly, message);
        }

        return false;
    }

    private void Remember(string line)
    {
        if (line.Trim().Length > 0)
        {
            _lastLines.Enqueue(line.Trim());
            if (_lastLines.Count > RememberedLines)
            {
                _ = _lastLines.Dequeue();
            }
        }
    }
}
