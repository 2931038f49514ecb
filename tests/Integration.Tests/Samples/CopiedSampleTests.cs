using RsdtrEdge.Integration.Tests.Cli;
using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Samples;

/// <summary>The samples as projects of one's own, as their pages say: without this repository's Directory.Build files, with the packages in their place.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class CopiedSampleTests(PackageFeed feed)
{
    [Fact]
    public void PiClassifier_builds_outside_of_the_repository_and_runs_a_network_that_names_no_classes()
    {
        using ConsumerProject project = Copy("PiClassifier");
        _ = CliModels.Save(CliModels.Classifier(), project.Full("models/classifier.onnx"));
        _ = project.Build("-warnaserror", "-p:RsdtrCompressEnabled=false").Succeeds();
        CommandResult run = project.DotNet("exec", project.Full($"{ConsumerProject.OutputFolder}/PiClassifier.dll")).Succeeds();
        // Two images of each of ten kinds; both columns tell the number of one of four classes.
        IReadOnlyList<string> lines = run.Lines(".png");
        Assert.Equal(20, lines.Count);
        Assert.All(lines, line => Assert.Matches(@"\.png +class [0-3] [0-9.]+ ?% +class [0-3] [0-9.]+ ?% *$", line));
    }

    [Fact]
    public void FaceDetector_builds_outside_of_the_repository()
    {
        using ConsumerProject project = Copy("FaceDetector");
        _ = project.Build("-warnaserror").Succeeds();
        CommandResult run = project.DotNet("exec", project.Full($"{ConsumerProject.OutputFolder}/FaceDetector.dll"), "--help").Succeeds();
        Assert.Contains("--camera", run.Output, StringComparison.Ordinal);
    }

    // The rest of the folder, with the references that the page of PiClassifier shows; the other page leads there.
    private ConsumerProject Copy(string sample)
    {
        var project = new ConsumerProject(feed, sample);
        string folder = Path.Combine(RepositoryLayout.Root, "samples", sample);
        foreach (string file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(folder, file).Replace('\\', '/');
            if (!name.StartsWith("bin/", StringComparison.Ordinal) && !name.StartsWith("obj/", StringComparison.Ordinal) && !name.StartsWith("Directory.Build.", StringComparison.Ordinal))
            {
                project.WriteBytes(name, File.ReadAllBytes(file));
            }
        }

        string[] references =
        [
            .. File.ReadLines(Path.Combine(RepositoryLayout.Root, "samples", "PiClassifier", "README.md")).Where(line => line.StartsWith("    <PackageReference ", StringComparison.Ordinal)),
        ];
        Assert.Equal(2, references.Length);
        string text = File.ReadAllText(project.Full($"{sample}.csproj"));
        project.Write($"{sample}.csproj", text.Replace("</Project>", $"<ItemGroup>\n{string.Join('\n', references)}\n</ItemGroup>\n</Project>", StringComparison.Ordinal));
        return project;
    }
}
