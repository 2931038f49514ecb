using System.Reflection;

namespace RsdtrEdge.BuildTasks.Models;

/// <summary>Names of the metadata of RsdtrModel items: those that a user sets (docs/msbuild.md), then those that the tasks hand on.</summary>
internal static class ModelMetadata
{
    public const string Budget = "Budget";
    public const string MaxParameters = "MaxParameters";
    public const string MaxFlops = "MaxFlops";
    public const string MaxLatency = "MaxLatency";
    public const string Profile = "Profile";
    public const string LatencyThreads = "LatencyThreads";
    public const string RelativeError = "RelativeError";
    public const string Method = "Method";
    public const string Calibration = "Calibration";
    public const string Mean = "Mean";
    public const string Std = "Std";
    public const string Channels = "Channels";
    public const string Resize = "Resize";
    public const string Images = "Images";
    public const string Seed = "Seed";
    public const string FineTuneData = "FineTuneData";
    public const string FineTuneEpochs = "FineTuneEpochs";
    public const string FineTuneOutputs = "FineTuneOutputs";
    public const string OutputName = "OutputName";
    public const string Link = "Link";
    public const string ReportLink = "ReportLink";
    public const string CopyToOutputDirectory = "CopyToOutputDirectory";

    /// <summary>Those that a user sets: the names above.</summary>
    public static IReadOnlyList<string> OfUsers { get; } =
        [.. typeof(ModelMetadata).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!).Where(name => name[0] != '_')];

    /// <summary>The include as the project wrote it; the identity of a resolved item is the model's full path.</summary>
    public const string Include = "_RsdtrInclude";

    /// <summary>The project file that includes the item; MSBuild forgets it for items that come out of a task.</summary>
    public const string DefiningProject = "_RsdtrDefiningProject";

    /// <summary>The folder of the link of a file of tensors, which may have no extension: NuGet takes a path in a package that ends with a separator for a folder.</summary>
    public const string LinkFolder = "_RsdtrLinkFolder";

    /// <summary>The full path of the budget file, or empty where no budget of that name was found.</summary>
    public const string BudgetFile = "_RsdtrBudgetFile";

    /// <summary>The full path of the file of times measured on the board that the item names, or empty.</summary>
    public const string ProfilePath = "_RsdtrProfilePath";

    /// <summary>The full path of the calibration folder or file, or empty.</summary>
    public const string CalibrationPath = "_RsdtrCalibrationPath";

    /// <summary>The full path of the folder or file of images to train with, or empty.</summary>
    public const string FineTunePath = "_RsdtrFineTunePath";

    /// <summary>The compressed model, in the intermediate folder.</summary>
    public const string OutputModel = "_RsdtrOutputModel";

    /// <summary>The report, in the intermediate folder.</summary>
    public const string ReportFile = "_RsdtrReportFile";

    /// <summary>The report's path relative to the report folder.</summary>
    public const string ReportName = "_RsdtrReportName";

    /// <summary>The gate's verdict as canonical lines, in the intermediate folder.</summary>
    public const string DiagnosticsFile = "_RsdtrDiagnosticsFile";

    /// <summary>The tool's arguments, in the intermediate folder.</summary>
    public const string ResponseFile = "_RsdtrResponseFile";

    /// <summary>Path, size and time of everything that the result depends on, in the intermediate folder.</summary>
    public const string InputsFile = "_RsdtrInputsFile";
}
