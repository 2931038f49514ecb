using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Diagnostics;
using RsdtrEdge.BuildTasks.Models;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.BuildTasks;

/// <summary>The gate: tells the verdicts that the compression of each model and the lock file's check left in files, on each build and at no cost.</summary>
public sealed class CheckBudget : Task, IRecordsDiagnostics
{
    /// <summary>The items that ResolveModels made, each compressed.</summary>
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>Whether a budget that is not met is a warning. Example: <c>$(RsdtrTreatBudgetAsWarning)</c>.</summary>
    public bool TreatBudgetAsWarning { get; set; }

    /// <summary>The lock file's verdict; empty where none was asked for.</summary>
    public string LockVerdictFile { get; set; } = "";

    /// <summary>The record of what is said; empty for none. Example: <c>$(_RsdtrRecord)</c>.</summary>
    public string Record { get; set; } = "";

    /// <inheritdoc />
    public override bool Execute()
    {
        foreach (ITaskItem model in Models)
        {
            Tell(model, model.GetMetadata(ModelMetadata.DiagnosticsFile), TreatBudgetAsWarning);
        }

        if (LockVerdictFile.Length > 0 && Models.Length > 0)
        {
            // What grew is no matter of the budget.
            Tell(Models[0], LockVerdictFile, asWarning: false);
        }

        return !Log.HasLoggedErrors;
    }

    private void Tell(ITaskItem model, string file, bool asWarning)
    {
        try
        {
            foreach (string text in File.ReadAllLines(file))
            {
                if (CanonicalLine.TryParse(text, out CanonicalLine? line))
                {
                    this.LogCanonicalLine(line, model, asWarning);
                }
                else if (text.Length > 0)
                {
                    Log.LogMessage(MessageImportance.Normal, "{0}", text);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            this.LogItemError(ToolDiagnostics.InternalError, model, $"The verdict {file} cannot be read: {e.Message} Build the project again.");
        }
    }
}
