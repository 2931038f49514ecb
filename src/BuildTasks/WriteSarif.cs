using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Diagnostics;
using RsdtrEdge.BuildTasks.Models;
using RsdtrEdge.BuildTasks.Sarif;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.BuildTasks;

/// <summary>
/// Writes what the other tasks said of a project as a run of a SARIF 2.1.0 file, and only where that changes. The runs of other projects in the file stay.
/// </summary>
public sealed class WriteSarif : Task
{
    /// <summary>The file's full path. Example: <c>$(RsdtrSarifFile)</c>.</summary>
    [Required]
    public string SarifFile { get; set; } = "";

    /// <summary>The project's file, which names the run with <see cref="Framework"/>. Example: <c>$(MSBuildProjectFullPath)</c>.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>The framework, where the project has several; else empty.</summary>
    public string Framework { get; set; } = "";

    /// <summary>The record of what was said. Example: <c>$(_RsdtrRecord)</c>.</summary>
    public string Record { get; set; } = "";

    /// <summary>Whether the project has networks. One without any only empties the run that it had when it had some.</summary>
    public bool HasModels { get; set; }

    /// <summary>The codes of warnings that are messages in this build. Example: <c>$(MSBuildWarningsAsMessages)</c>, which has those of <c>NoWarn</c>.</summary>
    public string WarningsAsMessages { get; set; } = "";

    /// <inheritdoc />
    public override bool Execute()
    {
        if (!HasModels && !File.Exists(SarifFile))
        {
            return true;
        }

        SarifLocation locations = SarifLocation.For(Path.GetDirectoryName(ProjectFile)!);
        IReadOnlyList<RecordedDiagnostic> said = DiagnosticRecord.Shown(BuildEngine, Record, WarningsAsMessages);
        string own = SarifLog.Render(said, locations, HelpPage.Uri, locations.Of(ProjectFile).Uri, Framework);
        try
        {
            SharedFile.Change(SarifFile, log => HasModels || SarifRuns.Has(log, own) ? SarifRuns.Put(log, own) : log);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            this.LogFileError(ToolDiagnostics.OutputUnwritable, ProjectFile, $"The SARIF file {SarifFile} cannot be written: {e.Message}");
        }

        return !Log.HasLoggedErrors;
    }
}
