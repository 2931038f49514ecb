using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Diagnostics;
using RsdtrEdge.BuildTasks.Models;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.BuildTasks;

/// <summary>Checks the RsdtrModel items and says where each one's files lie. Reads the disk, writes nothing: design-time builds run it too.</summary>
public sealed class ResolveModels : Task, IRecordsDiagnostics
{
    // What other items that are copied have, and what it is here.
    private static readonly (string Name, string Instead)[] s_ofOtherItems =
    [
        ("CopyToPublishDirectory", "CopyToOutputDirectory says it for the output and the publish folder"),
        ("LinkBase", "Link says the whole path below the output folder"),
    ];

    // Relative links and names are compared as on a file system that ignores case: the application may be published to one.
    private readonly Dictionary<string, ITaskItem> _byOutput = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (ITaskItem Item, string What)> _byLink = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _shipped = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ITaskItem> _byData = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The RsdtrModel items.</summary>
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>The project's folder: what relative metadata start from. Example: <c>$(MSBuildProjectDirectory)</c>.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary>Where the results lie. Example: <c>$(IntermediateOutputPath)rsdtr/</c>.</summary>
    [Required]
    public string IntermediateDirectory { get; set; } = "";

    /// <summary>The folder above the intermediate files of all configurations; empty: the one above the results. Example: <c>$(BaseIntermediateOutputPath)</c>.</summary>
    public string BaseIntermediateDirectory { get; set; } = "";

    /// <summary>The folders that the application is built and published to. Example: <c>$(BaseOutputPath);$(OutDir);$(PublishDir)</c>.</summary>
    public string[] OutputDirectories { get; set; } = [];

    /// <summary>rsdtr.dll; its folder <c>devices</c> holds the built-in budgets.</summary>
    [Required]
    public string ToolAssembly { get; set; } = "";

    /// <summary>The folders where a budget's name is looked for, first match first. Those that do not exist are passed over.</summary>
    public string[] DevicesDirectories { get; set; } = [];

    /// <summary>The budget of items that name none. Example: <c>$(RsdtrDefaultBudget)</c>.</summary>
    public string DefaultBudget { get; set; } = "";

    /// <summary>What PreserveNewest becomes for the produced file: <c>IfDifferent</c> where the SDK knows it, so that an older file replaces a newer one.</summary>
    public string PreserveNewest { get; set; } = "PreserveNewest";

    /// <summary>The record of what is said; empty for none. Example: <c>$(_RsdtrRecord)</c>.</summary>
    public string Record { get; set; } = "";

    /// <summary>The project's other items that may be copied to the output. Example: <c>@(Content);@(None)</c>.</summary>
    public ITaskItem[] Shipped { get; set; } = [];

    /// <summary>Whether the originals land in the output, and with them the files in which they keep their tensors.</summary>
    public bool TakesOriginals { get; set; }

    /// <summary>The models with the paths of their inputs and outputs as metadata.</summary>
    [Output]
    public ITaskItem[] ResolvedModels { get; private set; } = [];

    /// <summary>The files in which the originals keep their tensors, each with the place where its network looks for it; none unless originals are taken.</summary>
    [Output]
    public ITaskItem[] ExternalData { get; private set; } = [];

    /// <inheritdoc />
    public override bool Execute()
    {
        string devicesBesideTool = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Path.Combine(ProjectDirectory, ToolAssembly)))!, "devices");
        var budgets = new BudgetLocator(ProjectDirectory, [.. DevicesDirectories.Select(FullPath), devicesBesideTool]);
        var made = new BuildOutputs(
            OutputDirectories.Where(folder => folder.Trim().Length > 0).Select(folder => FullPath(folder.Replace('\\', '/'))),
            FullPath(BaseIntermediateDirectory.Length > 0 ? BaseIntermediateDirectory : IntermediateDirectory), FullPath(IntermediateDirectory), FullPath(""));
        // An original that lands twice is the same file.
        foreach (ITaskItem item in TakesOriginals ? [] : Shipped)
        {
            if (ShippedFiles.PlaceOf(item, FullPath("")) is { } place)
            {
                _shipped[FullPath(place)] = item.ItemSpec;
            }
        }

        ResolvedModels = [.. Models.Select(model => ResolveOrReject(model, budgets, made)).OfType<ITaskItem>()];
        ExternalData = TakesOriginals ? [.. ResolvedModels.SelectMany(ExternalDataOf)] : [];
        return !Log.HasLoggedErrors;
    }

    private ITaskItem? ResolveOrReject(ITaskItem model, BudgetLocator budgets, BuildOutputs made)
    {
        try
        {
            return Resolve(model, budgets, made);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or PathTooLongException)
        {
            // What no path may hold: a zero anywhere, and in Visual Studio, on .NET Framework, much else.
            return Reject(model, $"a path of it cannot be one on this system: {e.Message.TrimEnd('.')}: correct the Include or the metadatum");
        }
    }

    private ITaskItem? Resolve(ITaskItem model, BudgetLocator budgets, BuildOutputs made)
    {
        string path = FullPath(model.ItemSpec);
        if (!File.Exists(path))
        {
            return Reject(model, $"there is no file {path}: correct the Include, or restore the file");
        }

        if (made.FolderOf(path) is { } folder)
        {
            return Reject(model, $"it lies in {folder}, where builds put what they make: leave that out of the Include by Exclude=\"$(DefaultItemExcludes)\", or keep the network in another folder");
        }

        if (MisspeltMetadata.Find(model) is (string written, string meant))
        {
            return Reject(model, $"{written} is no metadatum of it: did you mean {meant}? A name of the project's own may begin with an underscore");
        }

        foreach ((string name, string instead) in s_ofOtherItems)
        {
            if (Metadata(model, name).Length > 0)
            {
                return Reject(model, $"{name} has no meaning for it: {instead}");
            }
        }

        string budget = Metadata(model, ModelMetadata.Budget) is { Length: > 0 } own ? own : DefaultBudget.Trim();
        // An original needs no limit.
        if (!TakesOriginals && !HasLimit(model, budget))
        {
            return Reject(model, "it has no budget: set Budget to a board's name such as pi4 or to a budget file, set MaxParameters, MaxFlops, or MaxLatency with Profile, or set the property RsdtrDefaultBudget");
        }

        foreach (ToolOption option in ToolOption.All)
        {
            if (Metadata(model, option.Metadata) is { Length: > 0 } value && !option.Accepts(value))
            {
                return Reject(model, $"{option.Metadata} is '{value}', expected {option.Expected}");
            }
        }

        string calibration = DataPath(model, ModelMetadata.Calibration);
        string training = DataPath(model, ModelMetadata.FineTuneData);
        foreach ((string name, string data) in new[] { (ModelMetadata.Calibration, calibration), (ModelMetadata.FineTuneData, training) })
        {
            if (data.Length > 0 && !File.Exists(data) && !Directory.Exists(data))
            {
                return Reject(model, $"{name} is '{Metadata(model, name)}', but there is no file or folder {data}");
            }
        }

        string profile = DataPath(model, ModelMetadata.Profile);
        if (profile.Length > 0 && !File.Exists(profile))
        {
            return Reject(model, $"Profile is '{Metadata(model, ModelMetadata.Profile)}', but there is no file {profile}: measure it on the board with rsdtr-edge profile");
        }

        if (training.Length == 0
            && ((string[])[ModelMetadata.FineTuneEpochs, ModelMetadata.FineTuneOutputs]).FirstOrDefault(name => Metadata(model, name).Length > 0) is { } alone)
        {
            return Reject(model, $"{alone} needs FineTuneData, the images to train with");
        }

        if (CopyMode(model) is not { } copy)
        {
            return Reject(model, $"CopyToOutputDirectory is '{Metadata(model, ModelMetadata.CopyToOutputDirectory)}', expected PreserveNewest, IfDifferent, Always or Never");
        }

        if (Link(model, path) is not { } link)
        {
            return Reject(model, $"Link and OutputName must lead to a file below the output folder: {LandingPath.Expected}, and a plain name");
        }

        string reportLink = Metadata(model, ModelMetadata.ReportLink).Replace('\\', '/');
        if (reportLink.Length > 0 && !LandingPath.IsFile(reportLink))
        {
            return Reject(model, $"ReportLink is '{reportLink}', expected a file below the output folder: {LandingPath.Expected}");
        }

        ITaskItem2 resolved = EscapedItem.Create(path, model);
        Set(resolved, ModelMetadata.Include, model.ItemSpec);
        Set(resolved, ModelMetadata.DefiningProject, model.GetMetadata("DefiningProjectFullPath"));
        Set(resolved, ModelMetadata.Budget, budgets.Normalize(budget));
        Set(resolved, ModelMetadata.BudgetFile, budgets.Find(budgets.Normalize(budget)) ?? "");
        Set(resolved, ModelMetadata.ProfilePath, profile);
        Set(resolved, ModelMetadata.CalibrationPath, calibration);
        Set(resolved, ModelMetadata.FineTunePath, training);
        Set(resolved, ModelMetadata.Link, link);
        Set(resolved, ModelMetadata.ReportLink, reportLink);
        Set(resolved, ModelMetadata.CopyToOutputDirectory, copy);
        AssignOutputs(resolved, link);
        return IsUnique(resolved, model, link) && LandsAlone(resolved, model) && IsExpressible(resolved, model) ? resolved : null;
    }

    private static bool HasLimit(ITaskItem model, string budget) =>
        budget.Length > 0
        || Metadata(model, ModelMetadata.MaxParameters).Length > 0
        || Metadata(model, ModelMetadata.MaxFlops).Length > 0
        // Of a time alone nothing is known.
        || (Metadata(model, ModelMetadata.MaxLatency).Length > 0 && Metadata(model, ModelMetadata.Profile).Length > 0)
        // The published algorithm is steered by its relative error alone.
        || (Metadata(model, ModelMetadata.Method) == "paper" && Metadata(model, ModelMetadata.RelativeError).Length > 0);

    private string? CopyMode(ITaskItem model) => Metadata(model, ModelMetadata.CopyToOutputDirectory).ToUpperInvariant() switch
    {
        "" or "PRESERVENEWEST" => PreserveNewest,
        "IFDIFFERENT" => "IfDifferent",
        "ALWAYS" => "Always",
        "NEVER" => "Never",
        _ => null,
    };

    // Where the model lands below the output folder: as the project names it, or its plain name if it lies elsewhere.
    private string? Link(ITaskItem model, string path)
    {
        string name = Metadata(model, ModelMetadata.OutputName);
        if (name.IndexOfAny(['/', '\\']) >= 0 || (name.Length > 0 && !LandingPath.IsFile(name)))
        {
            return null;
        }

        name = name.Length == 0 ? Path.GetFileName(path)
            : name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? name
            : name + ".onnx";

        string link = Metadata(model, ModelMetadata.Link).Replace('\\', '/');
        if (link.Length == 0)
        {
            string root = FullPath("").TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
            string folder = Path.GetDirectoryName(path)! + Path.DirectorySeparatorChar;
            link = folder.StartsWith(root, StringComparison.Ordinal) ? folder.Substring(root.Length).Replace('\\', '/') + name : name;
        }

        return LandingPath.IsFile(link) ? link : null;
    }

    private void AssignOutputs(ITaskItem2 resolved, string link)
    {
        string stem = CompressedFile.StemOf(link, CompressedFile.NetworkExtension) ?? link;
        string directory = FullPath(IntermediateDirectory);
        Set(resolved, ModelMetadata.OutputModel, Path.GetFullPath(Path.Combine(directory, link)));
        Set(resolved, ModelMetadata.ReportFile, Path.GetFullPath(Path.Combine(directory, stem + CompressedFile.ReportExtension)));
        Set(resolved, ModelMetadata.ReportName, stem + CompressedFile.ReportExtension);
        Set(resolved, ModelMetadata.DiagnosticsFile, Path.GetFullPath(Path.Combine(directory, stem + ".diagnostics.txt")));
        Set(resolved, ModelMetadata.ResponseFile, Path.GetFullPath(Path.Combine(directory, stem + ".rsp")));
        Set(resolved, ModelMetadata.InputsFile, Path.GetFullPath(Path.Combine(directory, stem + CompressedFile.InputsExtension)));
    }

    private bool IsUnique(ITaskItem2 resolved, ITaskItem model, string link)
    {
        string output = resolved.GetMetadata(ModelMetadata.ReportFile);
        if (_byOutput.TryGetValue(output, out ITaskItem? other))
        {
            _ = Reject(model, $"it lands at {link} as does the item {other.ItemSpec}: give one of them another OutputName or Link");
            return false;
        }

        _byOutput.Add(output, model);
        return true;
    }

    // Two that land at one place would replace each other in the output without a word.
    private bool LandsAlone(ITaskItem2 resolved, ITaskItem model)
    {
        if (resolved.GetMetadata(ModelMetadata.CopyToOutputDirectory) == "Never")
        {
            return true;
        }

        (string What, string Link)[] links = [("network", resolved.GetMetadata(ModelMetadata.Link)), ("report", resolved.GetMetadata(ModelMetadata.ReportLink))];
        foreach ((string what, string link) in links.Where(landing => landing.Link.Length > 0))
        {
            // Its full path below any folder: "a/./b" is "a/b".
            string place = FullPath(link);
            if (_byLink.TryGetValue(place, out (ITaskItem Item, string What) other))
            {
                _ = Reject(model, $"its {what} lands at {link} as does the {other.What} of the item {other.Item.ItemSpec}: give one of them another Link or ReportLink");
                return false;
            }

            if (_shipped.TryGetValue(place, out string? file))
            {
                _ = Reject(model, $"its {what} lands at {link} as does {file}, which the project copies as Content or None: remove that item or its CopyToOutputDirectory, or give one of them another Link");
                return false;
            }

            _byLink.Add(place, (model, what));
        }

        return true;
    }

    // A network names its files from its own folder, and finds none outside of it.
    private IEnumerable<ITaskItem> ExternalDataOf(ITaskItem model)
    {
        string link = model.GetMetadata(ModelMetadata.Link);
        string folder = Path.GetDirectoryName(model.GetMetadata("FullPath"))!.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        foreach (string path in ExternalDataFiles.Of(model.GetMetadata("FullPath")).Select(file => file.FullName).Where(path => path.StartsWith(folder, StringComparison.Ordinal)))
        {
            string target = link.Substring(0, link.LastIndexOf('/') + 1) + path.Substring(folder.Length).Replace('\\', '/');
            if (!_byData.TryGetValue(target, out ITaskItem? other))
            {
                ITaskItem2 data = EscapedItem.Create(path, model);
                Set(data, ModelMetadata.Link, target);
                Set(data, ModelMetadata.LinkFolder, target.Substring(0, target.LastIndexOf('/') + 1));
                _byData.Add(target, data);
                yield return data;
            }
            else if (other.GetMetadata("FullPath") != path)
            {
                string twin = other.GetMetadata(ModelMetadata.Include);
                _ = Reject(model, model.GetMetadata(ModelMetadata.Include), $"the file of its tensors {path} lands at {target} as does one of the item {twin}: give one of them a Link in another folder");
            }
        }
    }

    private bool IsExpressible(ITaskItem2 resolved, ITaskItem model)
    {
        string[] passed = [ModelMetadata.Budget, ModelMetadata.ProfilePath, ModelMetadata.CalibrationPath, ModelMetadata.FineTunePath, ModelMetadata.OutputModel];
        if (passed.Select(resolved.GetMetadata).Append(resolved.GetMetadata("FullPath")).All(ResponseFile.CanExpress))
        {
            return true;
        }

        _ = Reject(model, "a path or a budget's name holds a double quote or a line break, which cannot be passed to rsdtr: rename it");
        return false;
    }

    private ITaskItem? Reject(ITaskItem model, string reason) => Reject(model, model.ItemSpec, reason);

    private ITaskItem? Reject(ITaskItem model, string include, string reason)
    {
        this.LogItemError(ToolDiagnostics.InvalidItem, model, $"RsdtrModel {include}: {reason}.");
        return null;
    }

    private string DataPath(ITaskItem model, string name) => Metadata(model, name) is { Length: > 0 } given ? FullPath(given) : "";

    private string FullPath(string path) => Path.GetFullPath(Path.Combine(ProjectDirectory, path));

    private static string Metadata(ITaskItem item, string name) => item.GetMetadata(name).Trim();

    private static void Set(ITaskItem2 item, string name, string value) => item.SetMetadataValueLiteral(name, value);
}
