using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace RsdtrEdge.BuildTasks.Tests;

public sealed class CheckSettingsTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("true", true)]
    [InlineData("False", true)]
    [InlineData("on", true)]
    [InlineData("NO", true)]
    [InlineData("1", false)]
    [InlineData("0", false)]
    [InlineData("true ", false)]
    [InlineData("ture", false)]
    [InlineData("", false)]
    public void A_property_that_is_neither_true_nor_false_is_refused_by_its_name(string value, bool accepted)
    {
        CheckSettings task = Task(("RsdtrCompressEnabled", value, ""));
        Assert.Equal(accepted, task.Execute());
        if (!accepted)
        {
            BuildErrorEventArgs error = Assert.Single(_project.Engine.Errors);
            Assert.Equal(("RSDTR3006", task.ProjectFile, 1), (error.Code, error.File, error.LineNumber));
            Assert.StartsWith($"The property RsdtrCompressEnabled is '{value}', expected true or false: ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_off_unless_it_is_set_may_be_empty_and_all_that_are_wrong_are_told()
    {
        Assert.True(Task(("RsdtrLockedMode", "", "true")).Execute());
        Assert.False(Task(("RsdtrLockedMode", "1", "true"), ("RsdtrCacheEnabled", "", ""), ("RsdtrCompressEnabled", "true", "")).Execute());
        Assert.Equal(["The property RsdtrLockedMode is '1'", "The property RsdtrCacheEnabled is ''"], _project.Engine.Errors.Select(error => error.Message!.Split(',')[0]));
    }

    [Theory]
    [InlineData("RsdtrLockMode", "RsdtrLockedMode")]
    [InlineData("RsdtrTreatBudgetsAsWarning", "RsdtrTreatBudgetAsWarning")]
    [InlineData("rsdtrcompressenable", "RsdtrCompressEnabled")]
    [InlineData("RsdtrLockedMode", null)]
    [InlineData("rsdtrlockedmode", null)]
    [InlineData("RsdtrOfOurOwn", null)]
    [InlineData("LockedMode", null)]
    public void A_property_of_the_command_line_that_comes_near_one_that_is_known_is_refused(string name, string? meant)
    {
        _project.Engine.GlobalProperties[name] = "true";
        CheckSettings task = Task();
        Assert.Equal(meant is null, task.Execute());
        Assert.Equal(
            meant is null ? [] : [$"{name} is no property of this package: did you mean {meant}"],
            _project.Engine.Errors.Select(error => error.Message!.Split('?')[0]));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("models", true)]
    [InlineData("../shared", false)]
    [InlineData("models/net.onnx", false)]
    public void A_shared_folder_of_budgets_has_to_be_there(string folder, bool accepted)
    {
        CheckSettings task = Task();
        task.DevicesDirectory = folder;
        Assert.Equal(accepted, task.Execute());
        if (!accepted)
        {
            BuildErrorEventArgs error = Assert.Single(_project.Engine.Errors);
            Assert.Equal("RSDTR3006", error.Code);
            Assert.StartsWith($"The property RsdtrDevicesDirectory is '{folder}', but there is no folder {_project.Full(folder)}: ", error.Message, StringComparison.Ordinal);
        }
    }

    private CheckSettings Task(params (string Name, string Value, string MayBeEmpty)[] switches) => new()
    {
        BuildEngine = _project.Engine,
        ProjectFile = _project.Full("app.csproj"),
        Switches = [.. switches.Select(one => (ITaskItem)new TaskItem(one.Name, new Dictionary<string, string> { ["Value"] = one.Value, ["MayBeEmpty"] = one.MayBeEmpty }))],
    };
}
