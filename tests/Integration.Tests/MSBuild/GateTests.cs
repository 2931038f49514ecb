using System.Globalization;
using RsdtrEdge.Integration.Tests.Cli;
using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>The lock file and the summary in builds of projects, with rsdtr itself and a network that takes a second.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class GateTests(PackageFeed feed)
{
    private const string Lock = "rsdtr.lock.json";
    private const string Skipped = "Skipping target \"_RsdtrGate\" because all output files are up-to-date";

    [Fact]
    public void Growth_without_a_reason_fails_the_build_until_the_lock_is_updated()
    {
        using ConsumerProject project = new(feed);
        WriteProject(project, "60%");
        // Without a lock file nothing is checked, and the gate's process does not run.
        Assert.Empty(project.Build().Succeeds().Lines("RSDTR22"));
        Assert.False(project.Has("obj/Debug/net10.0/rsdtr.gate.json"));
        Assert.NotEmpty(project.Build("-p:RsdtrLockedMode=true").Fails().Lines($"{project.Full("consumer.csproj")}(1): error RSDTR2207: models/net.onnx is not in {Lock}"));

        Assert.NotEmpty(project.Build("-t:RsdtrUpdateLock").Succeeds().Lines($"{project.Full(Lock)} was written"));
        Assert.Empty(project.Build("-p:RsdtrLockedMode=true").Succeeds().Lines("RSDTR22"));
        Assert.NotEmpty(project.Build("-p:RsdtrLockedMode=true").Succeeds().Lines(Skipped));

        string locked = File.ReadAllText(project.Full(Lock));
        string[] lines = locked.Split('\n');
        int line = Array.FindIndex(lines, text => text.Contains("\"parameters\"", StringComparison.Ordinal));
        lines[line] = "      \"parameters\": 10,";
        project.Write(Lock, string.Join('\n', lines));
        CommandResult grown = project.Build("-p:RsdtrSarifFile=out/rsdtr.sarif").Fails();
        Assert.NotEmpty(grown.Lines($"{project.Full(Lock)}({line + 1}): error RSDTR2206: models/net.onnx: "));
        (string rule, string level, string? uri, int at, _) = Assert.Single(SarifCheck.Results(File.ReadAllText(project.Full("out/rsdtr.sarif"))));
        Assert.Equal(("RSDTR2206", "error", Lock, line + 1), (rule, level, uri, at));
        Assert.NotEmpty(project.Build().Fails().Lines("error RSDTR2206"));

        project.Write(Lock, "{ \"version\": 1,\n<<<<<<< HEAD\n");
        Assert.NotEmpty(project.Build("-p:RsdtrSummaryFile=summary.md").Fails().Lines($"{project.Full(Lock)}(2): error RSDTR2202: "));
        Assert.Contains($"- RSDTR2202 {Lock}, line 2:", File.ReadAllText(project.Full("summary.md")), StringComparison.Ordinal);

        // Another limit is a reason: the lock is out of date.
        project.Write(Lock, locked);
        WriteProject(project, "50%");
        Assert.NotEmpty(project.Build().Succeeds().Lines($"{project.Full(Lock)}(5): warning RSDTR2207: models/net.onnx: an option or the images changed"));
        Assert.NotEmpty(project.Build("-p:RsdtrLockedMode=true").Fails().Lines("error RSDTR2207"));
        _ = project.Build("-t:RsdtrUpdateLock").Succeeds();
        DateTime written = project.Time(Lock);
        Assert.NotEmpty(project.Build("-t:RsdtrUpdateLock").Succeeds().Lines("is up to date"));
        Assert.Equal(written, project.Time(Lock));
        Assert.Empty(project.Build("-p:RsdtrLockedMode=true").Succeeds().Lines("RSDTR22"));
    }

    [Fact]
    public void The_job_has_one_section_a_project_however_often_and_side_by_side_they_are_built()
    {
        using ConsumerProject project = new(feed);
        string[] names = ["first", "second", "third"];
        foreach (string name in names)
        {
            WriteProject(project, "60%", $"{name}/{name}.csproj", $"{name}/models/net.onnx");
        }

        project.Write("all.proj", $"""
            <Project DefaultTargets="Build">
              <ItemGroup>
                <Each Include="{string.Join(';', names.Select(name => $"{name}/{name}.csproj"))}" />
              </ItemGroup>
              <Target Name="Restore"><MSBuild Projects="@(Each)" Targets="Restore" /></Target>
              <Target Name="Build"><MSBuild Projects="@(Each)" Targets="Build" BuildInParallel="true" /></Target>
            </Project>
            """);
        project.Write("summary.md", "what another tool wrote");
        project.SetVariable("GITHUB_STEP_SUMMARY", project.Full("summary.md"));
        _ = project.Build("all.proj", "-m:3").Succeeds();
        string summary = File.ReadAllText(project.Full("summary.md"));
        Assert.StartsWith("what another tool wrote\n", summary, StringComparison.Ordinal);
        foreach (string name in names)
        {
            _ = Assert.Single(summary.Split('\n'), line => line == $"### {name}.csproj: compressed networks");
            _ = Assert.Single(summary.Split('\n'), line => line == $"<!-- /rsdtr: {project.Full($"{name}/{name}.csproj")} -->");
        }

        Assert.Equal(names.Length, summary.Split('\n').Count(line => line.StartsWith("| models/net.onnx | options | parameters | 1,460 | ", StringComparison.Ordinal) && line.EndsWith("| met |", StringComparison.Ordinal)));
        Assert.Equal(names.Length, project.Build("all.proj").Succeeds().Lines(Skipped).Count);
        Assert.Equal(summary, File.ReadAllText(project.Full("summary.md")));

        // Another step of the job has a summary of its own.
        project.SetVariable("GITHUB_STEP_SUMMARY", project.Full("step 2.md"));
        _ = project.Build("first/first.csproj").Succeeds();
        Assert.Contains("### first.csproj", File.ReadAllText(project.Full("step 2.md")), StringComparison.Ordinal);
        _ = project.Build("second/second.csproj", "-p:RsdtrSummaryFile=none").Succeeds();
        Assert.DoesNotContain("second", File.ReadAllText(project.Full("step 2.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_of_two_frameworks_has_one_lock()
    {
        using ConsumerProject project = new(feed);
        WriteProject(project, "60%");
        project.Write("consumer.csproj", File.ReadAllText(project.Full("consumer.csproj"))
            .Replace("<TargetFramework>net10.0</TargetFramework>", "<TargetFrameworks>netstandard2.0;net10.0</TargetFrameworks><DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>", StringComparison.Ordinal));
        _ = project.Build("-t:RsdtrUpdateLock").Succeeds();
        _ = Assert.Single(File.ReadAllLines(project.Full(Lock)), line => line.Contains("\"name\": \"models/net.onnx\"", StringComparison.Ordinal));
        Assert.Empty(project.Build("-t:RsdtrCheckBudget", "-p:RsdtrLockedMode=true", "-p:RsdtrSummaryFile=summary.md").Succeeds().Lines("RSDTR22"));
        string[] summary = File.ReadAllLines(project.Full("summary.md"));
        Assert.Contains("### consumer.csproj (net10.0): compressed networks", summary);
        Assert.Contains("### consumer.csproj (netstandard2.0): compressed networks", summary);
    }

    private static void WriteProject(ConsumerProject project, string maxParameters, string file = "consumer.csproj", string model = "models/net.onnx")
    {
        project.WriteProject(string.Create(CultureInfo.InvariantCulture, $"""<RsdtrModel Include="models/net.onnx" MaxParameters="{maxParameters}" />"""), file: file);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(project.Full(model))!);
        _ = CliModels.Save(CliModels.Classifier(), project.Full(model));
    }
}
