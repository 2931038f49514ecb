using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Diagnostics;
using RsdtrEdge.BuildTasks.Models;
using RsdtrEdge.BuildTasks.Sarif;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.BuildTasks;

/// <summary>Writes what the other tasks said of a project as a SARIF 2.1.0 file, and only where its content changes.</summary>
public sealed class WriteSarif : Task
{
    /// <summary>The file's full path. Example: <c>$(RsdtrSarifFile)</c>.</summary>
    [Required]
    public string SarifFile { get; set; } = "";

    /// <summary>The project's file, for errors. Example: <c>$(MSBuildProjectFullPath)</c>.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <inheritdoc />
    public override bool Execute()
    {
        try
        {
            IReadOnlyList<RecordedDiagnostic> said = DiagnosticRecord.Of(BuildEngine, SarifFile)?.Sorted() ?? [];
            _ = TextFile.WriteWhenDifferent(SarifFile, SarifLog.Render(said, SarifLocation.For(Path.GetDirectoryName(ProjectFile)!), HelpPage.Uri));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            this.LogFileError(ToolDiagnostics.OutputUnwritable, ProjectFile, $"The SARIF file {SarifFile} cannot be written: {e.Message}");
        }

        return !Log.HasLoggedErrors;
    }
}
