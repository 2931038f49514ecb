using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Diagnostics;
using RsdtrEdge.BuildTasks.Gate;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.BuildTasks;

/// <summary>Puts a project's section, which <c>rsdtr gate</c> wrote, into the summary that all projects of a job share.</summary>
public sealed class WriteSummary : Task, IRecordsDiagnostics
{
    /// <summary>The section. Example: <c>obj/Release/net10.0/rsdtr.gate.md</c>.</summary>
    [Required]
    public string SectionFile { get; set; } = "";

    /// <summary>The summary's full path. Example: <c>$(GITHUB_STEP_SUMMARY)</c>.</summary>
    [Required]
    public string SummaryFile { get; set; } = "";

    /// <summary>The project's file, which names the section with <see cref="Framework"/>.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>The framework, where the project has several; else empty.</summary>
    public string Framework { get; set; } = "";

    /// <summary>The SARIF file that the build writes; empty for none.</summary>
    public string SarifFile { get; set; } = "";

    /// <inheritdoc />
    public override bool Execute()
    {
        try
        {
            new SummaryFile(SummaryFile).Put($"{ProjectFile} {Framework}".TrimEnd(), File.ReadAllText(SectionFile));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            this.LogFileError(ToolDiagnostics.OutputUnwritable, ProjectFile, $"The summary {SummaryFile} cannot be written: {e.Message}");
        }

        return !Log.HasLoggedErrors;
    }
}
