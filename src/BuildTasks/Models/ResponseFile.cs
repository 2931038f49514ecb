using System.Text;
using Microsoft.Build.Framework;

namespace RsdtrEdge.BuildTasks.Models;

/// <summary>The tool's arguments as a response file: one argument a line, values in double quotes, which System.CommandLine removes.</summary>
internal static class ResponseFile
{
    /// <summary>The arguments that compress one model.</summary>
    /// <param name="model">The resolved item.</param>
    /// <param name="devicesDirectories">The folders where a budget's name is looked for.</param>
    public static string Render(ITaskItem model, IEnumerable<string> devicesDirectories)
    {
        var text = new StringBuilder("# Written by RsdtrEdge.Build: what the target RsdtrCompress passes to rsdtr.\ncompress\n");
        _ = text.Append(Quote(model.GetMetadata("FullPath"))).Append('\n');

        // A name stays a name, because the tool checks that the file bears it. The folder where it was found is enough for the
        // search; others would make the options, and with them the result, depend on folders that have no say.
        string budgetFile = model.GetMetadata(ModelMetadata.BudgetFile);
        string budget = model.GetMetadata(ModelMetadata.Budget);
        Add(text, "--budget", budget);
        foreach (string folder in budget.Length == 0 ? [] : budgetFile.Length > 0 ? [Path.GetDirectoryName(budgetFile)!] : devicesDirectories)
        {
            Add(text, "--devices", folder);
        }

        foreach (ToolOption option in ToolOption.All.Where(option => HasSay(option.Metadata, model)))
        {
            Add(text, option.Option, model.GetMetadata(option.Metadata).Trim());
        }

        Add(text, "--profile", model.GetMetadata(ModelMetadata.ProfilePath));
        Add(text, "--calibration", model.GetMetadata(ModelMetadata.CalibrationPath));
        Add(text, "--finetune-data", model.GetMetadata(ModelMetadata.FineTunePath));
        Add(text, "-o", model.GetMetadata(ModelMetadata.OutputModel));
        Add(text, "--report", model.GetMetadata(ModelMetadata.ReportFile));
        Add(text, "--diagnostics", model.GetMetadata(ModelMetadata.DiagnosticsFile));
        return text.Append("--allow-unmet\n").ToString();
    }

    /// <summary>Whether a value can be written: the form has no escape for a double quote or the end of a line.</summary>
    public static bool CanExpress(string value) => value.IndexOfAny(['"', '\n', '\r']) < 0;

    // A project may say once for all its items how images are prepared, and some of them have none: of these the tool would take it for a mistake.
    private static bool HasSay(string metadata, ITaskItem model) => metadata switch
    {
        ModelMetadata.Images => IsSet(model, ModelMetadata.CalibrationPath),
        ModelMetadata.Mean or ModelMetadata.Std or ModelMetadata.Channels or ModelMetadata.Resize =>
            IsSet(model, ModelMetadata.CalibrationPath) || IsSet(model, ModelMetadata.FineTunePath),
        _ => true,
    };

    private static bool IsSet(ITaskItem model, string metadata) => model.GetMetadata(metadata).Length > 0;

    private static void Add(StringBuilder text, string option, string value)
    {
        if (value.Length > 0)
        {
            _ = text.Append(option).Append('\n').Append(Quote(value)).Append('\n');
        }
    }

    private static string Quote(string value) => $"\"{value}\"";
}
