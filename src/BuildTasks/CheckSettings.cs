using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Diagnostics;
using RsdtrEdge.BuildTasks.Models;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.BuildTasks;

/// <summary>
/// Checks properties that a user sets: a condition takes any word that is not true for false, and would switch a gate off without saying so; and where a folder is absent, a budget of the same
/// name would be found in another one.
/// </summary>
public sealed class CheckSettings : Task, IRecordsDiagnostics
{
    // What MSBuild's conditions and the parameters of tasks both take for true or false.
    private static readonly string[] Words = ["true", "on", "yes", "false", "off", "no"];

    /// <summary>The properties that are true or false, each with its <c>Value</c>, and with <c>MayBeEmpty</c> where that means false by default.</summary>
    [Required]
    public ITaskItem[] Switches { get; set; } = [];

    /// <summary>The project's file. Example: <c>$(MSBuildProjectFullPath)</c>.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>The folder of budget files that projects share, from the project's on; empty for none. Example: <c>$(RsdtrDevicesDirectory)</c>.</summary>
    public string DevicesDirectory { get; set; } = "";

    /// <summary>The record of what is said; empty for none. Example: <c>$(_RsdtrRecord)</c>.</summary>
    public string Record { get; set; } = "";

    /// <inheritdoc />
    public override bool Execute()
    {
        foreach (ITaskItem property in Switches)
        {
            string value = property.GetMetadata("Value");
            if (!Words.Contains(value, StringComparer.OrdinalIgnoreCase) && !(value.Length == 0 && property.GetMetadata("MayBeEmpty") == "true"))
            {
                Refuse($"The property {property.ItemSpec} is '{value}', expected true or false: correct it where it is set, which is the project, a file that it imports, the environment or the command line.");
            }
        }

        foreach ((string written, string meant) in BuildProperties.Misspelt(BuildEngine is IBuildEngine6 engine ? engine.GetGlobalProperties().Keys : []))
        {
            Refuse($"{written} is no property of this package: did you mean {meant}? It was given on the command line, or by what builds this project.");
        }

        // The project's own folder of budgets may be absent; one that was asked for may not, or a name would find another board's budget.
        string devices = DevicesDirectory.Length > 0 ? Path.Combine(Path.GetDirectoryName(ProjectFile)!, DevicesDirectory) : "";
        if (devices.Length > 0 && !Directory.Exists(devices))
        {
            Refuse($"The property RsdtrDevicesDirectory is '{DevicesDirectory}', but there is no folder {Path.GetFullPath(devices)}: correct the property, or make the folder.");
        }

        return !Log.HasLoggedErrors;
    }

    private void Refuse(string message) => this.LogFileError(ToolDiagnostics.InvalidItem, ProjectFile, message);
}
