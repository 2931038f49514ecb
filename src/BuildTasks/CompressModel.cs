using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Diagnostics;
using RsdtrEdge.BuildTasks.Models;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrExitCode = RsdtrEdge.Runtime.Diagnostics.ExitCode;

namespace RsdtrEdge.BuildTasks;

/// <summary>
/// Compresses one model by starting rsdtr as a process of its own: no native library and no algorithm enters MSBuild, and a
/// cancelled build ends the process. A budget that is not met is no failure here: RsdtrCheckBudget tells it, on each build.
/// </summary>
public sealed class CompressModel : ToolTask
{
    private const int RememberedLines = 5;
    private readonly Queue<string> _lastLines = new();
    private bool _cancelled;

    /// <summary>The item that ResolveModels made.</summary>
    [Required]
    public ITaskItem Model { get; set; } = null!;

    /// <summary>rsdtr.dll. Example: <c>$(RsdtrToolPath)</c>.</summary>
    [Required]
    public string ToolAssembly { get; set; } = "";

    /// <summary>The dotnet program that runs the tool. Example: <c>$(DOTNET_HOST_PATH)</c>; if empty, the one on the PATH.</summary>
    public string DotNetHostPath { get; set; } = "";

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
        _cancelled = true;
        base.Cancel();
    }

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
        commandLine.AppendSwitchIfNotNull("@", Model.GetMetadata(ModelMetadata.ResponseFile));
        return commandLine.ToString();
    }

    /// <inheritdoc />
    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance)
    {
        if (CanonicalLine.TryParse(singleLine, out CanonicalLine? line))
        {
            Log.LogCanonicalLine(line, Model);
            return;
        }

        Log.LogMessage(messageImportance, "{0}", singleLine);
        Remember(singleLine);
    }

    /// <inheritdoc />
    public override bool Execute() => base.Execute() && (_cancelled || AcceptOutputs());

    /// <inheritdoc />
    protected override bool HandleTaskExecutionErrors()
    {
        if (ExitCode == (int)RsdtrExitCode.BudgetNotMet && !Log.HasLoggedErrors)
        {
            return true;
        }

        if (!_cancelled && !Log.HasLoggedErrors)
        {
            // Every end that rsdtr foresees has its line: here it did not start, or it was ended from outside.
            Log.LogItemError(ToolDiagnostics.ToolNotFound, Model, $"rsdtr ended with exit code {ExitCode} and no message of its own: check that 'dotnet exec {ToolAssembly} --version' runs. Its last output: {(_lastLines.Count == 0 ? "none" : string.Join(" | ", _lastLines))}");
        }

        return false;
    }

    private bool AcceptOutputs()
    {
        string[] outputs = [Model.GetMetadata(ModelMetadata.OutputModel), Model.GetMetadata(ModelMetadata.ReportFile), Model.GetMetadata(ModelMetadata.DiagnosticsFile)];
        if (outputs.FirstOrDefault(output => !File.Exists(output)) is { } missing)
        {
            return Fault($"rsdtr ended with exit code {ExitCode} but did not write {missing}");
        }

        bool tellsError = File.ReadLines(outputs[2]).Any(text => CanonicalLine.TryParse(text, out CanonicalLine? line) && line.IsError);
        if (tellsError != (ExitCode == (int)RsdtrExitCode.BudgetNotMet))
        {
            return Fault($"rsdtr ended with exit code {ExitCode}, which its verdict in {outputs[2]} contradicts");
        }

        try
        {
            // A model that is passed through may keep the time of its source; MSBuild would then compress on each build.
            DateTime now = DateTime.UtcNow;
            foreach (string output in outputs)
            {
                File.SetLastWriteTimeUtc(output, now);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogItemError(ToolDiagnostics.OutputUnwritable, Model, e.Message);
        }

        Log.LogMessage(MessageImportance.High, "{0} -> {1}", Model.GetMetadata(ModelMetadata.Include), outputs[0]);
        return !Log.HasLoggedErrors;
    }

    private bool Fault(string message)
    {
        // Without its verdict the result is not up to date, so that the next build does not take it.
        File.Delete(Model.GetMetadata(ModelMetadata.DiagnosticsFile));
        Log.LogItemError(ToolDiagnostics.InternalError, Model, message + ": please report it.");
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
