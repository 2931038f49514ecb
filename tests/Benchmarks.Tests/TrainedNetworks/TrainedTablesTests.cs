using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Benchmarks.Paper;
using RsdtrEdge.Benchmarks.TrainedNetworks;

namespace RsdtrEdge.Benchmarks.Tests.TrainedNetworks;

public sealed class TrainedTablesTests
{
    private static readonly SubjectModel s_model = AccuracyRows.ResNet20 with { Name = "vgg16-w16", File = "folded.onnx" };

    [Fact]
    public void Lines_have_the_hand_arithmetic()
    {
        TrainedTables tables = new(TextWriter.Null);
        // 40,000,000 FLOPs are 20 million MACs; the second of three epochs was kept.
        tables.Add(new ScratchTraining(TrainedNetwork.Parse("vgg16-w16"))
        {
            Cost = new NetworkCost(922_074, 40_000_000),
            Top1 = 0.8412,
            Training = new TuningReport(1200, 118.6, 2, [new CurvePoint(1, 0.5, null), new CurvePoint(2, 0.85, null), new CurvePoint(3, 0.84, null)]),
            PeakBytes = 1048576L * 512,
        });
        tables.Add(Point(TuningSubject.Original, 1, 1, 0.8412, tuned: 0.85));
        tables.Add(Point(TuningSubject.Limited(50), 0.5, 0.498, 0.8312, tuned: 0.8462));
        tables.Add(Point(TuningSubject.Paper, 0.401, 0.6, 0.2, tuned: null));
        string[] lines = tables.ToMarkdown().Split('\n');
        Assert.Equal("| network | parameters | million MACs | epochs | kept | held out | top-1 | seconds | images/s | peak MiB |", lines[0]);
        Assert.Equal("| vgg16-w16 | 922074 | 20.0 | 3 | 2 | 85.00 | 84.12 | 1200 | 119 | 512 |", lines[2]);
        Assert.Equal("| vgg16-w16 | none | - | 100.0 | 100.0 | 84.12 | - | 85.00 | - |", lines[6]);
        Assert.Equal("| vgg16-w16 | ours | 50 % of both | 50.0 | 49.8 | 83.12 | 1.00 | 84.62 | 0.38 |", lines[7]);
        Assert.Equal("| vgg16-w16 | published | relative error 0.5 | 40.1 | 60.0 | 20.00 | 64.12 | - | - |", lines[8]);
    }

    [Fact]
    public void A_training_that_came_to_nothing_says_why()
    {
        TrainedTables tables = new(TextWriter.Null);
        tables.Add(new ScratchTraining(TrainedNetwork.Parse("resnet18-w16")) { Failure = "error RSDTR1205: the loss is not finite" });
        string[] lines = tables.ToMarkdown().Split('\n');
        Assert.Equal("| resnet18-w16 | - | - | - | - | - | - | - | - | - |", lines[2]);
        Assert.Equal("- resnet18-w16: error RSDTR1205: the loss is not finite", lines[^1]);
    }

    private static AccuracyPoint Point(TuningSubject subject, double parameters, double flops, double top1, double? tuned) =>
        new(s_model, subject, 0.8412) { Parameters = parameters, Flops = flops, Top1 = top1, TunedTop1 = tuned };
}
