using System.Globalization;
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
internal sealed class CompressModel : RsdtrTool
{
    private readonly List<(MessageImportance Importance, string Line)> _heldBack = [];

    /// <summary>The item that ResolveModels made.</summary>
    public ITaskItem Model { get; set; } = null!;

    /// <summary>The folder where results are kept for other builds; empty: they are not.</summary>
    public string CacheDirectory { get; set; } = "";

    /// <summary>What that folder may take, in megabytes; 0: the tool's default.</summary>
    public int CacheMegabytes { get; set; }

    /// <summary>The threads that the tool works with; the result does not depend on it.</summary>
    public int Threads { get; set; } = 1;

    /// <summary>Whether the tool's messages are said at its end, in one piece, because others run beside it. Errors and warnings are said at once.</summary>
    public bool SpeaksAtEnd { get; set; }

    /// <inheritdoc />
    protected override ITaskItem? Subject => Model;

    /// <inheritdoc />
    protected override void AddArguments(CommandLineBuilder commandLine)
    {
        commandLine.AppendSwitchIfNotNull("@", Model.GetMetadata(ModelMetadata.ResponseFile));
        // What changes the result stands in the response file, which is an input of the target; this does not.
        commandLine.AppendSwitch(string.Format(CultureInfo.InvariantCulture, "--threads {0}", Threads));
        if (CacheDirectory.Length > 0)
        {
            // A separator at the end would hide the quotation mark behind it.
            commandLine.AppendSwitchIfNotNull("--cache ", Path.GetFullPath(CacheDirectory).TrimEnd('/', '\\'));
            if (CacheMegabytes > 0)
            {
                commandLine.AppendSwitch(string.Format(CultureInfo.InvariantCulture, "--cache-megabytes {0}", CacheMegabytes));
            }
        }
    }

    /// <inheritdoc />
    protected override void LogOutput(MessageImportance importance, string line)
    {
        if (SpeaksAtEnd)
        {
            _heldBack.Add((importance, line));
        }
        else
        {
            base.LogOutput(importance, line);
        }
    }

    /// <inheritdoc />
    public override bool Execute()
    {
        bool succeeded = base.Execute();
        _heldBack.ForEach(held => Log.LogMessage(held.Importance, "{0}", held.Line));
        if (IsCancelled)
        {
            LeftoverFiles.Delete(Outputs);
            return false;
        }

        return succeeded && AcceptOutputs();
    }

    private string[] Outputs =>
        [Model.GetMetadata(ModelMetadata.OutputModel), Model.GetMetadata(ModelMetadata.ReportFile), Model.GetMetadata(ModelMetadata.DiagnosticsFile)];

    private bool AcceptOutputs()
    {
        string[] outputs = Outputs;
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
            this.LogItemError(ToolDiagnostics.OutputUnwritable, Model, e.Message);
        }

        Log.LogMessage(MessageImportance.High, "{0} -> {1}", Model.GetMetadata(ModelMetadata.Include), outputs[0]);
        return !Log.HasLoggedErrors;
    }

    private bool Fault(string message)
    {
        // Without its verdict the result is not up to date, so that the next build does not take it.
        File.Delete(Model.GetMetadata(ModelMetadata.DiagnosticsFile));
        this.LogItemError(ToolDiagnostics.InternalError, Model, message + ": please report it.");
        return false;
    }
}
