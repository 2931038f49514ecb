using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Diagnostics;
using RsdtrEdge.BuildTasks.Models;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.BuildTasks;

/// <summary>
/// Writes, for each model, the tool's arguments and a list of what the result depends on: two files that are rewritten only when
/// they differ, and that RsdtrCompress has as inputs.
/// </summary>
public sealed class WriteModelOptions : Task, IRecordsDiagnostics
{
    /// <summary>The items that ResolveModels made.</summary>
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>rsdtr.dll. Example: <c>$(RsdtrToolPath)</c>.</summary>
    [Required]
    public string ToolAssembly { get; set; } = "";

    /// <summary>The folders where the tool looks for a budget's name. Those that do not exist are passed over.</summary>
    public string[] DevicesDirectories { get; set; } = [];

    /// <summary>The record of what is said; empty for none. Example: <c>$(_RsdtrRecord)</c>.</summary>
    public string Record { get; set; } = "";

    /// <inheritdoc />
    public override bool Execute()
    {
        string tool = Path.GetFullPath(ToolAssembly);
        if (!File.Exists(tool))
        {
            this.LogItemError(ToolDiagnostics.ToolNotFound, Models[0], $"There is no rsdtr tool at {tool}: restore the package RsdtrEdge.Build, or set the property RsdtrToolPath to rsdtr.dll.");
            return false;
        }

        string[] devices = [.. DevicesDirectories.Select(Path.GetFullPath)];
        foreach (ITaskItem model in Models)
        {
            // What cannot be read is not listed: rsdtr tells it, with the code for it.
            string options = ResponseFile.Render(model, devices);
            string inputs = TrackedInputs.Describe(model, tool);
            try
            {
                _ = TextFile.WriteWhenDifferent(model.GetMetadata(ModelMetadata.ResponseFile), options);
                _ = TextFile.WriteWhenDifferent(model.GetMetadata(ModelMetadata.InputsFile), inputs);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                this.LogItemError(ToolDiagnostics.OutputUnwritable, model, $"The options of {model.GetMetadata(ModelMetadata.Include)} cannot be written: {e.Message}");
            }
        }

        return !Log.HasLoggedErrors;
    }
}
