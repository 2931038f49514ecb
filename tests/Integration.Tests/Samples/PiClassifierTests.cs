using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Samples;

/// <summary>The sample application, as the build of these tests left it.</summary>
public sealed class PiClassifierTests
{
    [Fact]
    public void It_prints_what_was_compressed_what_both_networks_see_and_how_fast_they_are()
    {
        string folder = Path.Combine(RepositoryLayout.Root, "samples", "PiClassifier", "bin", SampleBuild.Configuration, "net10.0");
        CommandResult run = Command.DotNet(folder, ["PiClassifier.dll"]).Succeeds();

        string[] parameters = Assert.Single(run.Lines("  parameters ")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("243,786", parameters[1]);
        _ = Assert.Single(run.Lines("relative output error"));
        _ = Assert.Single(run.Lines("budget: met"));

        // Two images of each of ten classes; the folder's name is the class. The network is right in 99 of 100.
        string[][] predictions = [.. run.Lines(".png").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        Assert.Equal(20, predictions.Length);
        Assert.InRange(predictions.Count(row => row[0].StartsWith(row[1] + "/", StringComparison.Ordinal)), 19, 20);
        Assert.InRange(predictions.Count(row => row[1] == row[4]), 18, 20);

        Assert.All(new[] { "  original ", "  compressed " }, network => Assert.Single(run.Lines(network), line => line.StartsWith(network, StringComparison.Ordinal)));
        _ = Assert.Single(run.Lines("times as fast"));
    }
}
