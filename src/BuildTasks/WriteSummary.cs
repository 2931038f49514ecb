using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Diagnostics;
using RsdtrEdge.BuildTasks.Gate;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.BuildTasks;

/// <summary>
/// Puts a project's section into the summary that all projects of a job share: the one that <c>rsdtr gate</c> wrote, or, of a build that fails before that, what was said.
/// </summary>
public sealed class WriteSummary : Task, IRecordsDiagnostics
{
    /// <summary>The section, empty where the build failed before it was written. Example: <c>obj/Release/net10.0/rsdtr.gate.md</c>.</summary>
    public string SectionFile { get; set; } = "";

    /// <summary>The summary's full path. Example: <c>$(GITHUB_STEP_SUMMARY)</c>.</summary>
    [Required]
    public string SummaryFile { get; set; } = "";

    /// <summary>The project's file, which names the section with <see cref="Framework"/>.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>The framework, where the project has several; else empty.</summary>
    public string Framework { get; set; } = "";

    /// <summary>The record of what is said; empty for none. Example: <c>$(_RsdtrRecord)</c>.</summary>
    public string Record { get; set; } = "";

    /// <summary>The codes of warnings that are messages in this build. Example: <c>$(MSBuildWarningsAsMessages)</c>, which has those of <c>NoWarn</c>.</summary>
    public string WarningsAsMessages { get; set; } = "";

    /// <inheritdoc />
    public override bool Execute()
    {
        try
        {
            new SummaryFile(SummaryFile).Put($"{ProjectFile} {Framework}".TrimEnd(), SectionFile.Length > 0 ? File.ReadAllText(SectionFile) : WhatWasSaid());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            this.LogFileError(ToolDiagnostics.OutputUnwritable, ProjectFile, $"The summary {SummaryFile} cannot be written: {e.Message}");
        }

        return !Log.HasLoggedErrors;
    }

    private string WhatWasSaid()
    {
        IReadOnlyList<RecordedDiagnostic> said = DiagnosticRecord.Shown(BuildEngine, Record, WarningsAsMessages);
        CanonicalLine[] lines = [.. said.Select(one => new CanonicalLine(one.File, one.Line, one.IsError, one.Code, one.Text))];
        return $"{SummaryText.Title(ProjectFile, Framework)}The build failed before its networks had figures.\n{SummaryText.Lists(lines)}\n";
    }
}
