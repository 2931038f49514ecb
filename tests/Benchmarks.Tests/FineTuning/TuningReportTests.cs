using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training;

namespace RsdtrEdge.Benchmarks.Tests.FineTuning;

public sealed class TuningReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_reads_what_the_tool_writes()
    {
        string file = _folder.File("report.json");
        ReportFile.Write(
            new FineTuningReport
            {
                Source = new SourceReport("a.onnx", "00"),
                Tool = new ToolReport("rsdtr", "1", "1", "finetune", ""),
                Images = 100,
                NotTrained = [],
                Parameters = 10,
                Flops = null,
                Before = new HeldOutFigures(5, 0.2, null, null, null),
                After = new HeldOutFigures(5, 0.6, 0.8, 0.1, 0.6),
                BestEpoch = 2,
                Epochs = [Epoch(1, new HeldOutFigures(5, 0.4, null, null, null), 1.5), Epoch(2, new HeldOutFigures(5, null, 0.8, 0.1, null), 2.25)],
                ImagesPerSecond = 53.5,
                End = FineTuningEnd.Finished,
            },
            file);
        TuningReport report = TuningReport.Read(file);
        Assert.Equal((3.75, 53.5, 2), (report.Seconds, report.ImagesPerSecond, report.BestEpoch));
        Assert.Equal([new CurvePoint(1, 0.4, null), new CurvePoint(2, null, 0.8)], report.Curve);
    }

    [Fact]
    public void Counts_are_those_behind_the_compression()
    {
        string file = _folder.File("report.json");
        File.WriteAllText(file, """{ "before": { "parameters": 10, "flops": 40 }, "after": { "parameters": 4, "flops": 22 } }""");
        Assert.Equal(new NetworkCost(4, 22), NetworkCost.ReadAfter(file));
    }

    private static EpochFigures Epoch(int epoch, HeldOutFigures heldOut, double seconds) => new(epoch, 2, 0, 1.0, 1.0, 0.01, heldOut, true, 50, seconds);
}
