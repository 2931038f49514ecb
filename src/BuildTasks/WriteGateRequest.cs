using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Diagnostics;
using RsdtrEdge.BuildTasks.Models;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.BuildTasks;

/// <summary>
/// Writes what <c>rsdtr gate</c> is to do as a file that changes only when something bears on the answer: which reports, the options that they
/// follow from, the lock file's size and time.
/// </summary>
public sealed class WriteGateRequest : Task, IRecordsDiagnostics
{
    /// <summary>The items that ResolveModels made, each compressed.</summary>
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>The project's file. Example: <c>$(MSBuildProjectFullPath)</c>.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>The framework, where the project has several; else empty.</summary>
    public string Framework { get; set; } = "";

    /// <summary>The lock file's full path, whether it exists or not.</summary>
    [Required]
    public string LockFile { get; set; } = "";

    /// <summary>Whether a lock that is out of date is an error. Example: <c>$(RsdtrLockedMode)</c>.</summary>
    public bool LockedMode { get; set; }

    /// <summary>The request to write.</summary>
    [Required]
    public string RequestFile { get; set; } = "";

    /// <summary>Where the tool is to write its verdict.</summary>
    [Required]
    public string VerdictFile { get; set; } = "";

    /// <summary>Where the tool is to write the project's section of the summary.</summary>
    [Required]
    public string SectionFile { get; set; } = "";

    /// <summary>The record of what is said; empty for none. Example: <c>$(_RsdtrRecord)</c>.</summary>
    public string Record { get; set; } = "";

    /// <inheritdoc />
    public override bool Execute()
    {
        string request = Render();
        try
        {
            _ = TextFile.WriteWhenDifferent(Path.GetFullPath(RequestFile), request);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            this.LogFileError(ToolDiagnostics.OutputUnwritable, ProjectFile, $"The request of the gate cannot be written: {e.Message}");
        }

        return !Log.HasLoggedErrors;
    }

    private string Render()
    {
        var json = new JsonText();
        return json.Object(null, () =>
        {
            _ = json.Text("project", ProjectFile).Text("framework", Framework.Length > 0 ? Framework : null)
                .Text("lockFile", LockFile).Text("lockState", State(LockFile)).Boolean("lockedMode", LockedMode)
                .Text("verdict", Path.GetFullPath(VerdictFile)).Text("summary", Path.GetFullPath(SectionFile));
            _ = json.Array("models", () =>
            {
                foreach (ITaskItem model in Models)
                {
                    _ = json.Object(null, () => Render(json, model));
                }
            });
        }).ToString();
    }

    private static void Render(JsonText json, ITaskItem model)
    {
        _ = json.Text("name", model.GetMetadata(ModelMetadata.Link)).Text("source", model.GetMetadata("FullPath"));
        _ = json.Array("budgetFiles", () =>
        {
            foreach (FileInfo file in TrackedInputs.BudgetFiles(model).OrderBy(file => file.Name, StringComparer.Ordinal))
            {
                _ = json.Text(null, file.FullName);
            }
        });
        _ = json.Text("options", Options(model)).Text("report", model.GetMetadata(ModelMetadata.ReportFile)).Text("verdict", model.GetMetadata(ModelMetadata.DiagnosticsFile));
    }

    // Without paths: the text is the same wherever the project lies. Images count by number and size, because reading all of them takes long.
    private static string Options(ITaskItem model)
    {
        IEnumerable<string> passed = ToolOption.All.Select(option => (option.Metadata, Value: model.GetMetadata(option.Metadata).Trim()))
            .Where(option => option.Value.Length > 0).Select(option => $"{option.Metadata}={option.Value}");
        return string.Join("\n", passed.Concat([Data(model, ModelMetadata.CalibrationPath), Data(model, ModelMetadata.FineTunePath)]).Where(text => text.Length > 0));
    }

    private static string Data(ITaskItem model, string metadata)
    {
        if (model.GetMetadata(metadata) is not { Length: > 0 } path)
        {
            return "";
        }

        FileInfo[] files = TrackedInputs.DataFiles(path);
        return string.Format(
            CultureInfo.InvariantCulture, "{0}={1} files, {2} bytes", metadata.TrimStart('_'), files.Length, files.Sum(file => file.Exists ? file.Length : 0));
    }

    private static string? State(string file)
    {
        var lockFile = new FileInfo(file);
        return lockFile.Exists ? string.Format(CultureInfo.InvariantCulture, "{0} bytes, {1:O}", lockFile.Length, lockFile.LastWriteTimeUtc) : null;
    }
}
