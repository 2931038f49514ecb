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
public sealed class CompressModel : RsdtrTool
{
    /// <summary>The item that ResolveModels made.</summary>
    [Required]
    public ITaskItem Model { get; set; } = null!;

    /// <inheritdoc />
    protected override ITaskItem? Subject => Model;

    /// <inheritdoc />
    protected override void AddArguments(CommandLineBuilder commandLine) =>
        commandLine.AppendSwitchIfNotNull("@", Model.GetMetadata(ModelMetadata.ResponseFile));

    /// <inheritdoc />
    public override bool Execute() => base.Execute() && (IsCancelled || AcceptOutputs());

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
