using System.Text.RegularExpressions;
using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>What GitHub, Azure DevOps and readers of SARIF make of a build that fails.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed partial class AnnotationTests(PackageFeed feed)
{
    [Fact]
    public void A_problem_matcher_annotates_the_line_of_the_budget()
    {
        using ConsumerProject project = Create();
        _ = project.Build().Fails();
        string budget = project.Full("devices/board.json");
        string text = "net.onnx: 500 parameters > 499";

        // What a job sees: its output is no terminal.
        CommandResult plain = project.DotNet("build", "--no-restore", "-nologo").Fails();
        AssertMatches(GitHub(), plain, budget, text);
        AssertMatches(MSBuild(), plain, budget, text);
        AssertMatches(GitHub(), project.DotNet("build", "--no-restore", "-nologo", "-tl:off", "-m:1").Fails(), budget, text);

        // The terminal logger indents its lines and leaves the project out, of every tool's errors; the form before that is the same.
        CommandResult terminal = project.DotNet("build", "--no-restore", "-nologo", "-tl:on").Fails();
        AssertMatches(MSBuild(), terminal, budget, text);
    }

    [Fact]
    public void Errors_and_warnings_link_to_the_page_in_the_package()
    {
        using ConsumerProject project = Create();
        string file = project.Full("links.txt");
        _ = project.Build(HelpLinkLogger.ArgumentFor(file)).Fails();
        AssertLinks();
        _ = project.Build(HelpLinkLogger.ArgumentFor(file), "-p:RsdtrTreatBudgetAsWarning=true").Succeeds();
        AssertLinks();

        void AssertLinks()
        {
            string[] parts = Assert.Single(File.ReadAllLines(file)).Split(' ');
            Assert.Equal("RSDTR2101", parts[0]);
            Assert.Contains("RSDTR2101", File.ReadAllText(new Uri(parts[1]).LocalPath), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_SARIF_file_tells_what_the_build_told()
    {
        using ConsumerProject project = Create();
        const string File = "out/rsdtr.sarif";
        _ = project.Build($"-p:RsdtrSarifFile={File}").Fails();
        Assert.Equal([("RSDTR2101", "error", "devices/board.json", 3)], Told());
        Assert.DoesNotContain(project.Path, System.IO.File.ReadAllText(project.Full(File)), StringComparison.Ordinal);
        DateTime written = project.Time(File);
        _ = project.Build($"-p:RsdtrSarifFile={File}").Fails();
        Assert.Equal(written, project.Time(File));
        _ = project.Build($"-p:RsdtrSarifFile={File}", "-p:RsdtrTreatBudgetAsWarning=true").Succeeds();
        Assert.Equal([("RSDTR2101", "warning", "devices/board.json", 3)], Told());

        project.WriteBudget("devices/board.json", "500");
        _ = project.Build($"-p:RsdtrSarifFile={File}").Succeeds();
        Assert.Empty(Told());

        // Of the tool, and of an item: the build ends before the gate.
        project.WriteBytes("models/net.onnx", []);
        _ = project.Build($"-p:RsdtrSarifFile={File}").Fails();
        Assert.Equal([("RSDTR1002", "error", "models/net.onnx", 1)], Told());
        System.IO.File.Delete(project.Full("models/net.onnx"));
        _ = project.Build($"-p:RsdtrSarifFile={File}").Fails();
        int line = 1 + Array.FindIndex(System.IO.File.ReadAllLines(project.Full("consumer.csproj")), text => text.Contains("<RsdtrModel", StringComparison.Ordinal));
        Assert.Equal([("RSDTR3006", "error", "consumer.csproj", line)], Told());

        // Switched off, there is nothing to tell.
        project.WriteBytes("models/net.onnx", new byte[1000]);
        _ = project.Build($"-p:RsdtrSarifFile={File}", "-p:RsdtrCompressEnabled=false").Succeeds();
        Assert.Empty(Told());

        (string, string, string?, int)[] Told() =>
            [.. SarifCheck.Results(System.IO.File.ReadAllText(project.Full(File))).Select(result => (result.Rule, result.Level, result.Uri, result.Line))];
    }

    [Fact]
    public void Projects_that_share_a_SARIF_file_have_a_run_each()
    {
        using ConsumerProject project = Create();
        project.WriteProject("<RsdtrModel Include=\"models/net.onnx\" MaxParameters=\"50%\" />", FakeTool.PropertyFor(FakeTool.AssemblyPath), "second/second.csproj");
        project.WriteBytes("second/models/net.onnx", new byte[1000]);
        project.WriteProject("", FakeTool.PropertyFor(FakeTool.AssemblyPath), "third/third.csproj");
        string file = project.Full("out/rsdtr.sarif");
        _ = Build("third/third.csproj").Succeeds();
        Assert.False(File.Exists(file));
        _ = Build("consumer.csproj").Fails();
        _ = Build("second/second.csproj").Succeeds();
        _ = Build("third/third.csproj").Succeeds();
        Assert.Equal([("rsdtr/consumer.csproj/", 1), ("rsdtr/second.csproj/", 0)], SarifCheck.Runs(File.ReadAllText(file)).Select(run => (run.Id, run.Results.Count)));

        CommandResult Build(string name) => project.DotNet("build", name, "-nologo", $"-p:RsdtrSarifFile={file}");
    }

    [Fact]
    public void The_summary_tells_why_a_build_failed_before_its_networks_had_figures()
    {
        using ConsumerProject project = Create();
        project.WriteBytes("models/net.onnx", []);
        project.SetVariable("GITHUB_STEP_SUMMARY", project.Full("summary.md"));
        _ = project.Build().Fails();
        string summary = File.ReadAllText(project.Full("summary.md"));
        Assert.Contains("### consumer.csproj: compressed networks\n\nThe build failed before its networks had figures.\n\n**Errors**\n\n- RSDTR1002 net.onnx, line 1: the file is empty\n", summary, StringComparison.Ordinal);

        // Of an item, before anything is compressed, in the place of the first section.
        File.Delete(project.Full("models/net.onnx"));
        _ = project.Build().Fails();
        summary = File.ReadAllText(project.Full("summary.md"));
        Assert.Contains("- RSDTR3006 consumer.csproj, line ", summary, StringComparison.Ordinal);
        Assert.DoesNotContain("RSDTR1002", summary, StringComparison.Ordinal);
    }

    private ConsumerProject Create()
    {
        var project = new ConsumerProject(feed, "a consumer");
        project.WriteProject("""<RsdtrModel Include="models/net.onnx" Budget="board" />""", FakeTool.PropertyFor(FakeTool.AssemblyPath));
        project.WriteBytes("models/net.onnx", new byte[1000]);
        project.WriteBudget("devices/board.json", "499");
        return project;
    }

    private static void AssertMatches(Regex matcher, CommandResult build, string file, string text)
    {
        Match match = build.Output.Split('\n').Select(line => matcher.Match(Colour().Replace(line.TrimEnd('\r'), ""))).FirstOrDefault(match => match.Success && match.Groups["code"].Value == "RSDTR2101")
            ?? throw new Xunit.Sdk.XunitException($"No line of this output is annotated:\n{build.All}");
        Assert.Equal((file, "3", "error"), (match.Groups["file"].Value, match.Groups["line"].Value, match.Groups["severity"].Value));
        Assert.Contains(text[(text.IndexOf(':', StringComparison.Ordinal) + 2)..], match.Groups["message"].Value, StringComparison.Ordinal);
    }

    // The pattern of csc.json, which the action setup-dotnet registers: file, line, severity, code, message, project.
    [GeneratedRegex(@"^(?<file>[^\s].*)\((?<line>\d+)(?:,\d+|,\d+,\d+)?\):\s+(?<severity>error|warning)\s+(?<code>[a-zA-Z]+(?<!MSB)\d+):\s*(?<message>.*?)\s+\[(?<project>.*?)\]$", RegexOptions.CultureInvariant)]
    private static partial Regex GitHub();

    // MSBuild's canonical form, which Azure DevOps reads: an origin without a colon but that of a drive, a category, a code, a text.
    [GeneratedRegex(@"^\s*(?:\d+>)?(?<file>[a-zA-Z]?:?[^:]*)\((?<line>[0-9]+)[,\-0-9]*\)\s*:\s*(?<severity>error|warning)\s+(?<code>[^: ]*)\s*:(?<message>.*)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex MSBuild();

    [GeneratedRegex(@"\x1b(\[[0-9;?]*[a-zA-Z]|\]8;[^\x1b]*\x1b\\)")]
    private static partial Regex Colour();
}
