using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Diagnostics;
using RsdtrEdge.BuildTasks.Models;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.BuildTasks;

/// <summary>The gate: tells the verdict that the compression of each model left in a file, on each build and at no cost.</summary>
public sealed class CheckBudget : Task
{
    /// <summary>The items that ResolveModels made, each compressed.</summary>
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>Whether a budget that is not met is a warning. Example: <c>$(RsdtrTreatBudgetAsWarning)</c>.</summary>
    public bool TreatBudgetAsWarning { get; set; }

    /// <inheritdoc />
    public override bool Execute()
    {
        foreach (ITaskItem model in Models)
        {
            string file = model.GetMetadata(ModelMetadata.DiagnosticsFile);
            try
            {
                Tell(model, File.ReadAllLines(file));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Log.LogItemError(ToolDiagnostics.InternalError, model, $"The verdict {file} cannot be read: {e.Message} Rebuild the project.");
            }
        }

        return !Log.HasLoggedErrors;
    }

    private void Tell(ITaskItem model, IEnumerable<string> lines)
    {
        foreach (string text in lines)
        {
            if (CanonicalLine.TryParse(text, out CanonicalLine? line))
            {
                Log.LogCanonicalLine(line, model, TreatBudgetAsWarning);
            }
            else if (text.Length > 0)
            {
                Log.LogMessage(MessageImportance.Normal, "{0}", text);
            }
        }
    }
}
