using RsdtrEdge.Integration.Tests.Infrastructure;

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

    private ConsumerProject CreateUnmet()
    {
        ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" />""");
        project.WriteBudget("devices/board.json", "499");
        return project;
    }
}
