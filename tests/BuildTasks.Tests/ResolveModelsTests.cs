using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Models;
using RsdtrEdge.BuildTasks.Tests.Models;

namespace RsdtrEdge.BuildTasks.Tests;

public sealed class ResolveModelsTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("models/net.onnx", "", "", "models/net.onnx")]
    [InlineData("models/net.onnx", "small", "", "models/small.onnx")]
    [InlineData("models/net.onnx", "small.v2", "", "models/small.v2.onnx")]
    [InlineData("models/net.onnx", "small.onnx", "", "models/small.onnx")]
    [InlineData("models/net.onnx", "", "other\\net.onnx", "other/net.onnx")]
    [InlineData("models/../models/net.onnx", "", "", "models/net.onnx")]
    public void The_model_lands_where_the_item_says(string include, string outputName, string link, string expected)
    {
        ITaskItem model = Assert.Single(_project.Resolve("pi4", (include, new() { ["OutputName"] = outputName, ["Link"] = link })));
        Assert.Equal(expected, model.GetMetadata("Link"));
        Assert.Equal(_project.Full("obj/rsdtr/" + expected), model.GetMetadata(ModelMetadata.OutputModel));
        Assert.Equal(_project.Full("models/net.onnx"), model.GetMetadata("FullPath"));
    }

    [Fact]
    public void An_original_takes_the_files_of_its_tensors_along()
    {
        File.WriteAllBytes(_project.Full("models/net.onnx"), OnnxOutline.WithExternalData("weights of net", "parts/first.bin"));
        _ = _project.Write("models/weights of net", "1");
        _ = _project.Write("models/parts/first.bin", "2");
        Dictionary<string, string> link = new() { ["Link"] = "nets/a.onnx", ["CopyToOutputDirectory"] = "Always" };
        Assert.Empty(_project.Task("pi4", ("models/net.onnx", link)).ExternalData);

        ResolveModels task = _project.Task("pi4", ("models/net.onnx", link), ("models/net.onnx", new() { ["Link"] = "nets/b.onnx" }));
        task.TakesOriginals = true;
        Assert.True(task.Execute());
        // Of both networks, once.
        Assert.Equal(
            [("nets/parts/first.bin", "nets/parts/", _project.Full("models/parts/first.bin")), ("nets/weights of net", "nets/", _project.Full("models/weights of net"))],
            task.ExternalData.Select(data => (data.GetMetadata("Link"), data.GetMetadata(ModelMetadata.LinkFolder), data.GetMetadata("FullPath"))).Order());
        Assert.All(task.ExternalData, data => Assert.Equal("Always", data.GetMetadata("CopyToOutputDirectory")));
    }

    [Fact]
    public void Files_of_tensors_that_would_replace_each_other_are_refused()
    {
        foreach (string folder in new[] { "one", "two" })
        {
            _ = _project.Write($"{folder}/weights", folder);
            File.WriteAllBytes(_project.Full($"{folder}/net.onnx"), OnnxOutline.WithExternalData("weights", "absent"));
        }

        ResolveModels task = _project.Task("pi4", ("one/net.onnx", new() { ["Link"] = "a.onnx" }), ("two/net.onnx", new() { ["Link"] = "b.onnx" }));
        task.TakesOriginals = true;
        Assert.False(task.Execute());
        BuildErrorEventArgs error = Assert.Single(_project.Engine.Errors);
        Assert.Equal("RSDTR3006", error.Code);
        Assert.Contains("lands at weights as does one of the item one/net.onnx", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_from_elsewhere_lands_beside_the_program()
    {
        string outside = Directory.CreateTempSubdirectory("rsdtr-elsewhere-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(outside, "far.onnx"), "model");
            ITaskItem model = Assert.Single(_project.Resolve("pi4", (Path.Combine(outside, "far.onnx"), [])));
            Assert.Equal("far.onnx", model.GetMetadata("Link"));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public void A_budgets_name_is_looked_for_in_the_project_then_in_the_shared_folder_then_beside_the_tool()
    {
        Assert.Equal(_project.Full("tool/devices/pi4.json"), BudgetFile("pi4"));
        string shared = _project.Write("shared/pi4.json", "{}");
        Assert.Equal(shared, BudgetFile("pi4"));
        string own = _project.Write("devices/pi4.json", "{}");
        Assert.Equal(own, BudgetFile("pi4"));
        Assert.Equal(_project.Write("boards/mine.json", "{}"), BudgetFile("boards\\mine.json"));
        Assert.Equal("", BudgetFile("nosuchboard"));
        Assert.Empty(_project.Engine.Errors);

        string BudgetFile(string budget) => Assert.Single(_project.Resolve("", ("models/net.onnx", new() { ["Budget"] = budget }))).GetMetadata(ModelMetadata.BudgetFile);
    }

    [Theory]
    [InlineData("MaxParameters", "50%", true)]
    [InlineData("MaxParameters", "250000", true)]
    [InlineData("MaxParameters", "0", false)]
    [InlineData("MaxParameters", "half", false)]
    [InlineData("MaxFlops", "1,5", false)]
    [InlineData("MaxLatency", "12.5", true)]
    [InlineData("MaxLatency", "0", false)]
    [InlineData("MaxLatency", "1e1", false)]
    [InlineData("MaxLatency", "+5", false)]
    [InlineData("MaxLatency", "Infinity", false)]
    [InlineData("MaxLatency", "67%", false)]
    [InlineData("Profile", "models/net.onnx", true)]
    [InlineData("Profile", "absent.profile.json", false)]
    [InlineData("Profile", "models", false)]
    [InlineData("LatencyThreads", "4", true)]
    [InlineData("LatencyThreads", "0", false)]
    [InlineData("LatencyThreads", "1.5", false)]
    [InlineData("RelativeError", "0.3", true)]
    [InlineData("RelativeError", "1.5", false)]
    [InlineData("Method", "paper", true)]
    [InlineData("Method", "best", false)]
    [InlineData("Mean", "0.5,0.5,0.5", true)]
    [InlineData("Std", "0.5;0.5", false)]
    [InlineData("Channels", "bgr", true)]
    [InlineData("Channels", "grey", false)]
    [InlineData("Resize", "crop", false)]
    [InlineData("Images", "0", false)]
    [InlineData("Seed", "3", true)]
    [InlineData("Seed", "-3", false)]
    [InlineData("Calibration", "absent", false)]
    [InlineData("FineTuneData", "absent", false)]
    [InlineData("FineTuneData", "models/net.onnx", true)]
    [InlineData("FineTuneEpochs", "3", false)]
    [InlineData("FineTuneEpochs", "none", false)]
    [InlineData("FineTuneOutputs", "values", false)]
    [InlineData("FineTuneOutputs", "boxes", false)]
    [InlineData("CopyToOutputDirectory", "Never", true)]
    [InlineData("CopyToOutputDirectory", "Sometimes", false)]
    [InlineData("CopyToPublishDirectory", "Never", false)]
    [InlineData("LinkBase", "nets", false)]
    [InlineData("Link", "../net.onnx", false)]
    [InlineData("Link", "/net.onnx", false)]
    [InlineData("Link", ".", false)]
    [InlineData("Link", "nets/.", false)]
    [InlineData("Link", "nets/", false)]
    [InlineData("Link", "C:/net.onnx", false)]
    [InlineData("Link", "a<b.onnx", false)]
    [InlineData("Link", "a>b.onnx", false)]
    [InlineData("Link", "a\"b.onnx", false)]
    [InlineData("Link", "a|b.onnx", false)]
    [InlineData("Link", "a?b.onnx", false)]
    [InlineData("Link", "a*b.onnx", false)]
    [InlineData("Link", "./nets/net", true)]
    [InlineData("ReportLink", ".", false)]
    [InlineData("ReportLink", "a:b.json", false)]
    [InlineData("OutputName", "..", false)]
    [InlineData("OutputName", "a*b", false)]
    [InlineData("Calibration", "a\0b", false)]
    [InlineData("ReportLink", "reports/net.json", true)]
    [InlineData("ReportLink", "../net.json", false)]
    [InlineData("ReportLink", "/net.json", false)]
    [InlineData("ReportLink", "reports\\", false)]
    [InlineData("OutputName", "a/b", false)]
    [InlineData("Budget", "quo\"te", false)]
    public void A_metadatum_of_the_wrong_form_is_refused_by_its_name(string metadatum, string value, bool accepted)
    {
        IReadOnlyList<ITaskItem> models = _project.Resolve("pi4", ("models/net.onnx", new() { [metadatum] = value }));
        Assert.Equal(accepted ? 1 : 0, models.Count);
        if (!accepted)
        {
            BuildErrorEventArgs error = Assert.Single(_project.Engine.Errors);
            Assert.Equal("RSDTR3006", error.Code);
            Assert.Contains("models/net.onnx", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "", "", false)]
    [InlineData("", "MaxParameters", "50%", true)]
    [InlineData("", "MaxFlops", "50%", true)]
    // A time is limited on a board, which the budget or a profile tells.
    [InlineData("", "MaxLatency", "12.5", false)]
    [InlineData("", "Budget", "pi4", true)]
    [InlineData("pi4", "", "", true)]
    public void An_item_needs_a_limit_from_somewhere(string defaultBudget, string metadatum, string value, bool accepted)
    {
        Dictionary<string, string> metadata = metadatum.Length == 0 ? [] : new() { [metadatum] = value };
        Assert.Equal(accepted ? 1 : 0, _project.Resolve(defaultBudget, ("models/net.onnx", metadata)).Count);
        Assert.All(_project.Engine.Errors, error => Assert.Contains("MaxLatency with Profile", error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("MaxFlop", "MaxFlops")]
    [InlineData("Calibraton", "Calibration")]
    [InlineData("Max_Parameters", "MaxParameters")]
    [InlineData("fine-tune.epochs", "FineTuneEpochs")]
    [InlineData("Budgets", "Budget")]
    [InlineData("Bugdet", "Budget")]
    [InlineData("budget", null)]
    [InlineData("_Budgets", null)]
    [InlineData("Pack", null)]
    [InlineData("PackagePath", null)]
    [InlineData("Visible", null)]
    [InlineData("TargetPath", null)]
    [InlineData("ExcludeFromSingleFile", null)]
    [InlineData("Owner", null)]
    public void A_misspelt_metadatum_is_refused_and_others_are_let_be(string written, string? meant)
    {
        IReadOnlyList<ITaskItem> models = _project.Resolve("pi4", ("models/net.onnx", new() { [written] = "pi4" }));
        Assert.Equal(meant is null ? 1 : 0, models.Count);
        if (meant is not null)
        {
            BuildErrorEventArgs error = Assert.Single(_project.Engine.Errors);
            Assert.Equal("RSDTR3006", error.Code);
            Assert.Contains($"{written} is no metadatum of it: did you mean {meant}?", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("obj/Debug/net10.0/rsdtr/models/net.onnx", "obj/Debug/net10.0/rsdtr/")]
    [InlineData("obj/Release/net9.0/rsdtr/net.onnx", "obj/")]
    [InlineData("bin/Release/net10.0/models/net.onnx", "bin/")]
    [InlineData("site/net.onnx", "site/")]
    [InlineData("obj/Debug/net10.0/trained/net.onnx", null)]
    [InlineData("obj/Debug/net10.0/rsdtr.onnx", null)]
    [InlineData("rsdtr/net.onnx", null)]
    [InlineData("binary/net.onnx", null)]
    public void What_a_build_made_is_no_source_of_the_next(string include, string? folder)
    {
        _ = _project.Write(include, "model");
        ResolveModels task = _project.Task("pi4", (include, []));
        task.IntermediateDirectory = "obj/Debug/net10.0/rsdtr/";
        task.BaseIntermediateDirectory = "obj/";
        // Of a project that is built into its own folder all would be output.
        task.OutputDirectories = ["bin\\", "bin/Debug/net10.0/", "site/", "", "./", "../"];
        Assert.Equal(folder is null, task.Execute());
        if (folder is not null)
        {
            BuildErrorEventArgs error = Assert.Single(_project.Engine.Errors);
            Assert.Equal("RSDTR3006", error.Code);
            Assert.Contains($"it lies in {_project.Full(folder)}, where builds put", error.Message, StringComparison.Ordinal);
            Assert.Contains("Exclude=\"$(DefaultItemExcludes)\"", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_original_needs_no_limit()
    {
        ResolveModels task = _project.Task("", ("models/net.onnx", []));
        task.TakesOriginals = true;
        Assert.True(task.Execute());
    }

    [Theory]
    [InlineData("12.5", true)]
    [InlineData("", false)]
    public void A_time_is_a_limit_where_a_profile_tells_the_boards_times(string milliseconds, bool accepted)
    {
        _ = _project.Write("pi4.profile.json", "{}");
        ITaskItem[] models = [.. _project.Resolve("", ("models/net.onnx", new() { ["MaxLatency"] = milliseconds, ["Profile"] = "pi4.profile.json" }))];
        Assert.Equal(accepted ? [_project.Full("pi4.profile.json")] : [], models.Select(model => model.GetMetadata(ModelMetadata.ProfilePath)));
    }

    [Fact]
    public void Two_items_that_would_write_one_file_are_refused()
    {
        IReadOnlyList<ITaskItem> models = _project.Resolve("pi4", ("models/net.onnx", []), ("models/net.onnx", new() { ["Link"] = "MODELS/NET.onnx" }));
        _ = Assert.Single(models);
        Assert.Contains("give one of them another OutputName or Link", Assert.Single(_project.Engine.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.json", "b.json", null)]
    [InlineData("a.json", "A.json", "its report lands at A.json as does the report of the item models/net.onnx")]
    [InlineData("a.json", "./a.json", "its report lands at ./a.json as does the report of the item models/net.onnx")]
    [InlineData("a.json", "one.onnx", "its report lands at one.onnx as does the network of the item models/net.onnx")]
    [InlineData("two.onnx", "b.json", "its network lands at two.onnx as does the report of the item models/net.onnx")]
    [InlineData("one.onnx", "b.json", "its report lands at one.onnx as does the network of the item models/net.onnx")]
    public void A_report_that_would_replace_another_file_of_the_output_is_refused(string first, string second, string? message)
    {
        (string, Dictionary<string, string>)[] items =
        [
            ("models/net.onnx", new() { ["Link"] = "one.onnx", ["ReportLink"] = first }),
            ("models/net.onnx", new() { ["Link"] = "two.onnx", ["ReportLink"] = second }),
        ];
        Assert.Equal(message is null ? 2 : 1, _project.Resolve("pi4", items).Count);
        if (message is not null)
        {
            BuildErrorEventArgs error = Assert.Single(_project.Engine.Errors);
            Assert.Equal("RSDTR3006", error.Code);
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("models/net.onnx", "CopyToOutputDirectory", "PreserveNewest", "", false)]
    [InlineData("models/net.onnx", "CopyToPublishDirectory", "Always", "", false)]
    [InlineData("models/net.onnx", "CopyToOutputDirectory", "never", "", true)]
    [InlineData("models/net.onnx", "Visible", "true", "", true)]
    [InlineData("models/net.onnx", "CopyToOutputDirectory", "Always", "models/original.onnx", true)]
    [InlineData("other/far.onnx", "CopyToOutputDirectory", "IfDifferent", "Models\\net.onnx", false)]
    [InlineData("other/far.onnx", "CopyToOutputDirectory", "IfDifferent", "a.json", false)]
    [InlineData("other/far.onnx", "CopyToOutputDirectory", "IfDifferent", "", true)]
    public void A_file_that_the_project_copies_to_where_a_network_or_its_report_lands_is_refused(string include, string copy, string mode, string link, bool accepted)
    {
        ResolveModels task = _project.Task("pi4", ("models/net.onnx", new() { ["ReportLink"] = "a.json" }));
        task.Shipped = [new TaskItem(include, new Dictionary<string, string> { [copy] = mode, ["Link"] = link })];
        Assert.Equal(accepted, task.Execute());
        if (!accepted)
        {
            BuildErrorEventArgs error = Assert.Single(_project.Engine.Errors);
            Assert.Equal("RSDTR3006", error.Code);
            Assert.Contains($"as does {include}, which the project copies", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_original_may_land_where_it_lands_anyway_and_a_file_from_elsewhere_lands_by_its_base()
    {
        ResolveModels originals = Shipping(new TaskItem("models/net.onnx", new Dictionary<string, string> { ["CopyToOutputDirectory"] = "Always" }));
        originals.TakesOriginals = true;
        Assert.True(originals.Execute());
        Assert.True(Shipping(Elsewhere("nets")).Execute());
        Assert.False(Shipping(Elsewhere("models")).Execute());

        ResolveModels Shipping(ITaskItem item)
        {
            ResolveModels task = _project.Task("pi4", ("models/net.onnx", []));
            task.Shipped = [item];
            return task;
        }

        static ITaskItem Elsewhere(string folder) => new TaskItem("../net.onnx", new Dictionary<string, string> { ["CopyToOutputDirectory"] = "Always", ["LinkBase"] = folder });
    }

    [Fact]
    public void What_is_never_copied_replaces_nothing()
    {
        Dictionary<string, string> never = new() { ["Link"] = "two.onnx", ["ReportLink"] = "a.json", ["CopyToOutputDirectory"] = "Never" };
        Assert.Equal(2, _project.Resolve("pi4", ("models/net.onnx", new() { ["Link"] = "one.onnx", ["ReportLink"] = "a.json" }), ("models/net.onnx", never)).Count);
    }
}
