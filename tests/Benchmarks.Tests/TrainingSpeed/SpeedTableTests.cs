using RsdtrEdge.Benchmarks.TrainingSpeed;

namespace RsdtrEdge.Benchmarks.Tests.TrainingSpeed;

public sealed class SpeedTableTests
{
    [Fact]
    public void A_row_beside_PyTorch_is_held_against_its_bar()
    {
        // 64 images in 80 and in 100 ms.
        string[] lines = Lines(Run("resnet20-original") with { OwnSeconds = 0.08, TorchSeconds = 0.1, Ratio = new StepRatio(1.25, 1.2, 1.3), Difference = 2e-6 });
        Assert.Equal("| resnet20-original | 800 | 80.0 | 640 | 100.0 | 1.25 | 1.20 to 1.30 | 0.8 | yes | 2.0e-6 |", lines[2]);
    }

    [Fact]
    public void Without_PyTorch_there_is_no_verdict()
    {
        string[] lines = Lines(Run("resnet20-p50-f50") with { OwnSeconds = 0.08 });
        Assert.Equal("| resnet20-p50-f50 | 800 | 80.0 | - | - | - | - | 1.0 | no PyTorch | - |", lines[2]);
    }

    [Fact]
    public void Memory_is_held_against_its_bar()
    {
        string[] lines = Lines(Run("resnet56-original") with { OwnSeconds = 0.3, PeakBytes = 522L << 20 });
        Assert.Equal("| resnet56-original | 522 | 1536 | yes |", lines[^1]);
    }

    [Fact]
    public void What_failed_says_why()
    {
        string[] lines = Lines(Run("resnet20-paper-e05") with { Failure = "PyTorch failed: out of memory" });
        Assert.Equal("| resnet20-paper-e05 | - | - | - | - | - | - | 1.0 | failed | - |", lines[2]);
        Assert.Equal("- resnet20-paper-e05: PyTorch failed: out of memory", lines[^1]);
    }

    private static SpeedRun Run(string name) => new(SpeedRow.All.Single(row => row.Name == name));

    private static string[] Lines(SpeedRun run)
    {
        SpeedTable table = new(TextWriter.Null);
        table.Add(run);
        return table.ToMarkdown().Split('\n');
    }
}
