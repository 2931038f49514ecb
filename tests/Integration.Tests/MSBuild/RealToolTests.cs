using System.Text.Json;
using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>A stranger's project and a real network, with nothing but the package: the whole way.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class RealToolTests(PackageFeed feed)
{
    private const string Output = $"{ConsumerProject.OutputFolder}/models/classifier.onnx";
    private const string Report = $"{ConsumerProject.IntermediateFolder}/models/classifier.report.json";
    private const string Skipped = "Skipping target \"_RsdtrFindOutdated\" because all output files are up-to-date";

    private static readonly string s_sample = Path.Combine(RepositoryLayout.Root, "samples", "PiClassifier");
    private static readonly string s_model = Path.Combine(s_sample, "models", "classifier.onnx");

    [Fact]
    public void A_budget_is_met_then_not_met_then_relaxed()
    {
        using ConsumerProject project = Create("board");
        project.WriteBudget("devices/board.json", "\"60%\"");
        _ = project.Build().Succeeds();
        AssertMeets(project, 0.6);
        Assert.True(project.Size(Output) < 0.7 * new FileInfo(s_model).Length);

        DateTime written = project.Time(Output);
        _ = Assert.Single(project.Build().Succeeds().Lines(Skipped));
        Assert.Equal(written, project.Time(Output));

        // Fewer than the biases and the linear layer alone.
        project.WriteBudget("devices/board.json", "500");
        string expected = $"{project.Full("devices/board.json")}(3): error RSDTR2101: ";
        Assert.NotEmpty(project.Build().Fails().Lines(expected));
        CommandResult again = project.Build().Fails();
        Assert.NotEmpty(again.Lines(expected));
        _ = Assert.Single(again.Lines(Skipped));
        Assert.Equal(written, project.Time(Output));

        project.WriteBudget("devices/board.json", "\"70%\"");
        _ = project.Build().Succeeds();
        AssertMeets(project, 0.7);
    }

    [Fact]
    public void A_network_within_its_budget_is_passed_through_once()
    {
        using ConsumerProject project = Create("board");
        project.WriteBudget("devices/board.json", "\"100%\"");
        _ = project.Build().Succeeds();
        Assert.Equal(File.ReadAllBytes(s_model), File.ReadAllBytes(project.Full(Output)));
        using JsonDocument report = ReadReport(project);
        Assert.Equal("passedThrough", report.RootElement.GetProperty("verdict").GetString());
        _ = Assert.Single(project.Build().Succeeds().Lines(Skipped));
    }

    [Fact]
    public void The_READMEs_lines_build_and_a_board_that_is_unknown_is_named()
    {
        using ConsumerProject project = Create("no-such-board");
        Assert.NotEmpty(project.Build().Fails().Lines("error RSDTR2001: "));

        // With a shipped board and both packages.
        project.Write("consumer.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup>{ReadmeItems()}</ItemGroup>
            </Project>
            """);
        _ = project.DotNet("build", "-nologo").Succeeds();
        AssertMeets(project, 0.5);
    }

    [Fact]
    public void A_damaged_network_and_a_damaged_budget_are_errors_of_their_files()
    {
        using ConsumerProject project = Create("board");
        project.Write("devices/board.json", "{ \"name\": \"board\", \"title\": \"A board\",\n  \"limits\": {\n    \"parametres\": 5 } }\n");
        Assert.NotEmpty(project.Build().Fails().Lines($"{project.Full("devices/board.json")}(3): error RSDTR2003: "));

        project.WriteBudget("devices/board.json", "\"60%\"");
        project.WriteBytes("models/classifier.onnx", File.ReadAllBytes(s_model)[..5000]);
        Assert.NotEmpty(project.Build().Fails().Lines($"{project.Full("models/classifier.onnx")}(1): error RSDTR1002: "));
        Assert.False(project.Has(Output));
    }

    private ConsumerProject Create(string budget)
    {
        var project = new ConsumerProject(feed, "чужой project");
        WriteProject(project, budget);
        project.WriteBytes("models/classifier.onnx", File.ReadAllBytes(s_model));
        foreach (string image in Directory.GetFiles(Path.Combine(s_sample, "calibration"), "*.png"))
        {
            project.WriteBytes($"calibration/{Path.GetFileName(image)}", File.ReadAllBytes(image));
        }

        return project;
    }

    // What is behind an element explains it.
    private static string ReadmeItems() => string.Concat(
        from line in File.ReadLines(Path.Combine(RepositoryLayout.Root, "README.md"))
        where line.StartsWith("    <", StringComparison.Ordinal)
        select line[..(line.IndexOf("/>", StringComparison.Ordinal) + 2)]);

    private static void WriteProject(ConsumerProject project, string budget) => project.WriteProject(
        $"""<RsdtrModel Include="models/classifier.onnx" Budget="{budget}" Calibration="calibration" Mean="0.5,0.5,0.5" Std="0.25,0.25,0.25" />""");

    private static void AssertMeets(ConsumerProject project, double share)
    {
        using JsonDocument report = ReadReport(project);
        Assert.Equal("met", report.RootElement.GetProperty("verdict").GetString());
        long before = report.RootElement.GetProperty("before").GetProperty("parameters").GetInt64();
        long after = report.RootElement.GetProperty("after").GetProperty("parameters").GetInt64();
        Assert.InRange(after, 1, (long)(share * before));
    }

    private static JsonDocument ReadReport(ConsumerProject project) => JsonDocument.Parse(File.ReadAllBytes(project.Full(Report)));
}
