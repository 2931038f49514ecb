using System.CommandLine;
using System.Text.RegularExpressions;
using RsdtrEdge.Integration.Tests.Samples;
using RsdtrEdge.Tests.Common;
using RsdtrEdge.Tools.Edge.Commands;
using RsdtrEdge.Tools.Edge.Deployment;

namespace RsdtrEdge.Integration.Tests.Documentation;

/// <summary>Each line of rsdtr-edge deploy that the pages show finds its network among the files of the sample that it deploys, as the build of these tests left them.</summary>
public sealed partial class DeploymentLineTests
{
    [Fact]
    public void Each_sample_that_a_line_deploys_has_the_network_that_the_line_measures()
    {
        RootCommand root = EdgeCommand.Create();
        (string Page, string Line)[] lines =
        [
            .. from page in DocumentedCommands.Pages
               from Match match in Line().Matches(File.ReadAllText(Path.Combine(RepositoryLayout.Root, page)))
               select (page, match.Value),
        ];
        (string Page, string Line, ParseResult Parsed)[] samples =
        [
            .. lines.Select(line => (line.Page, line.Line, root.Parse(line.Line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..])))
                .Where(line => line.Item3.GetValue<string>("--project") is { } project && project.StartsWith("samples/", StringComparison.Ordinal) && !line.Item3.GetValue<bool>("--no-bench")),
        ];
        Assert.NotEmpty(samples);
        Assert.All(samples, sample =>
        {
            string built = Path.Combine(RepositoryLayout.Root, sample.Parsed.GetValue<string>("--project")!, "bin", SampleBuild.Configuration, "net10.0");
            Assert.EndsWith(".onnx", ReleaseContent.Read(built).FindModel(sample.Parsed.GetValue<string>("--model")), StringComparison.Ordinal);
        });
    }

    // In an indented block, or between backticks.
    [GeneratedRegex(@"(?<=^    |`)rsdtr-edge deploy [^`\n]+", RegexOptions.Multiline)]
    private static partial Regex Line();
}
