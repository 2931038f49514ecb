using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>Properties that say what becomes of a budget that is not met.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class GateSettingsTests(PackageFeed feed) : FakeToolTest(feed)
{
    private const string Report = "artifacts/reports/models/net.report.json";

    [Fact]
    public void Warnings_that_are_errors_are_those_of_the_gate_too_but_for_codes_that_are_excepted()
    {
        using ConsumerProject project = CreateUnmet();
        const string AsWarning = "-p:RsdtrTreatBudgetAsWarning=true", All = "-p:MSBuildTreatWarningsAsErrors=true";
        Assert.All(
            new[] { "-warnaserror", All, "-p:WarningsAsErrors=RSDTR2101" },
            option => Assert.NotEmpty(project.Build(AsWarning, option).Fails().Lines("error RSDTR2101: 500 parameters > 499")));
        Assert.NotEmpty(project.Build(AsWarning, All, "-p:WarningsNotAsErrors=RSDTR2101").Succeeds().Lines("warning RSDTR2101: 500 parameters > 499"));
        Assert.Equal(500, project.Size($"{ConsumerProject.OutputFolder}/models/net.onnx"));
    }

    [Fact]
    public void A_log_for_tools_says_of_a_warning_what_the_build_says()
    {
        using ConsumerProject project = CreateUnmet();
        const string AsWarning = "-p:RsdtrTreatBudgetAsWarning=true", Log = "-p:RsdtrSarifFile=rsdtr.sarif";
        Assert.Equal(["warning"], Levels(project.Build(AsWarning, Log).Succeeds()));
        Assert.Equal(["error"], Levels(project.Build(AsWarning, Log, "-warnaserror:RSDTR2101").Fails()));
        Assert.Equal(["error"], Levels(project.Build(AsWarning, Log, "-p:WarningsAsErrors=RSDTR2101").Fails()));
        Assert.Equal(["warning"], Levels(project.Build(AsWarning, Log, "-p:MSBuildTreatWarningsAsErrors=true", "-p:WarningsNotAsErrors=RSDTR2101").Succeeds()));
        Assert.Equal([], Levels(project.Build(AsWarning, Log, "-p:NoWarn=RSDTR2101").Succeeds()));

        string[] Levels(CommandResult build)
        {
            string[] levels = [.. SarifCheck.Results(File.ReadAllText(project.Full("rsdtr.sarif"))).Select(result => result.Level)];
            Assert.Equal(levels.Contains("error"), build.Lines("error RSDTR2101").Count > 0);
            Assert.Equal(levels.Contains("warning"), build.Lines("warning RSDTR2101").Count > 0);
            return levels;
        }
    }

    [Fact]
    public void Reports_are_copied_where_the_gate_fails_and_stay_behind_clean()
    {
        using ConsumerProject project = CreateUnmet();
        const string Property = "-p:RsdtrReportDirectory=artifacts/reports";
        _ = project.Build(Property).Fails();
        Assert.Contains("\"notMet\"", File.ReadAllText(project.Full(Report)), StringComparison.Ordinal);

        project.WriteBudget("devices/board.json", "500");
        _ = project.Build(Property).Succeeds();
        Assert.Contains("\"met\"", File.ReadAllText(project.Full(Report)), StringComparison.Ordinal);
        _ = project.DotNet("clean", "-nologo", Property).Succeeds();
        Assert.False(project.Has($"{ConsumerProject.IntermediateFolder}/models/net.report.json"));
        Assert.True(project.Has(Report));
    }

    [Fact]
    public void A_switch_that_is_neither_true_nor_false_is_an_error_whether_networks_are_compressed_or_not()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" />""");
        string error = $"{project.Full("consumer.csproj")}(1): error RSDTR3006: The property";
        Assert.NotEmpty(project.Build("-p:RsdtrCompressEnabled=1").Fails().Lines($"{error} RsdtrCompressEnabled is '1', expected true or false"));
        Assert.NotEmpty(project.Build("-p:RsdtrLockedMode=1", "-p:RsdtrCompressEnabled=false").Fails().Lines($"{error} RsdtrLockedMode is '1'"));
        Assert.NotEmpty(project.Build("-p:RsdtrTreatBudgetAsWarning=ture").Fails().Lines($"{error} RsdtrTreatBudgetAsWarning is 'ture'"));
        // What MSBuild takes for true and false everywhere.
        AssertRan(project, ["-p:RsdtrLockedMode=Off", "-p:RsdtrCompressEnabled=yes"], "net.onnx");
    }

    [Fact]
    public void Originals_that_are_shipped_need_no_budget_and_are_told()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" />""");
        CommandResult build = project.Build("-p:RsdtrCompressEnabled=false").Succeeds();
        _ = Assert.Single(build.Lines("consumer.csproj: RsdtrCompressEnabled is false: the original networks land in the output, not compressed and not checked."));
        Assert.Equal(1000, project.Size($"{ConsumerProject.OutputFolder}/models/net.onnx"));
    }

    private ConsumerProject CreateUnmet()
    {
        ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" />""");
        project.WriteBudget("devices/board.json", "499");
        return project;
    }
}
