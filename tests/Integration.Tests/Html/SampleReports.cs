using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Training;

namespace RsdtrEdge.Integration.Tests.Html;

/// <summary>Reports made by hand, whose every figure is told from every other.</summary>
internal static class SampleReports
{
    /// <summary>A name that is none of HTML's, XML's or a terminal's friends.</summary>
    public const string HostileName = "</table><script>alert('x')</script> & \"quoted\" \u0007\u202E";

    /// <summary>A network within its limits, with everything that a report may hold but a training.</summary>
    public static CompressionReport Full() => new()
    {
        Source = new SourceReport("classifier.onnx", "0123456789abcdef0123456789abcdef"),
        Tool = new ToolReport("rsdtr", "9.8.7", "1.30.0", "auto", "method=auto seed=3"),
        Budget = new BudgetReport("pi4", 5_000, 60_000, 30_000, null, 0.15, 0.97) { LatencyMs = 4 },
        Before = new CostFigures(10_000, 50_000, 100_000, 41_000, 8_192),
        After = new CostFigures(4_000, 30_000, 60_000, 17_000, 12_288),
        Layers =
        [
            new LayerReport("first", [16, 8, 3, 3], "ring", [2, 3, 4, 5], 1, "C|ij|T", 576, 12_345, 0.125, null) { MicrosecondsBefore = 200.04, MicrosecondsAfter = 100.26 },
            new LayerReport("second", [10, 64], "dense", [], null, "dense", 640, 640, 0, "the limits are met without it") { MicrosecondsBefore = 2.1, MicrosecondsAfter = 2.1 },
        ],
        Allocation = new AllocationReport(0.002, 0.001)
        {
            Steering = SteeringKinds.Images,
            Objective = "size",
            Latency = new LatencyReport(3, 1.5, "estimate from cores, clock and memory, 4 threads", true, 4, null) { AskedThreads = 4 },
            LeastNanoseconds = new LeastFigure(700_000, [new FigureHolder("first", 400_000, null)], 300_000),
            LeastParameters = new LeastFigure(1_500, [new FigureHolder("second", 640, "it is dense"), new FigureHolder("first", 60, null)], 800),
        },
        Canonicalization = ["BatchNormalization 'bn1' folded into 'first'", "2 constants moved"],
        Receipt = new Receipt(InputKinds.Images, 65, 0.0264, new Dictionary<string, double> { ["scores"] = 0.0264, ["boxes"] = 0.0123 }, 0.985, 0.81, 0.803),
        Guarantee = new SpeedGuaranteeReport
        {
            Outcome = SpeedOutcome.FellBack,
            Threads = 2,
            Margin = 0.02,
            Before = new SpeedFigures(0.91, 0.88, 0.93, 40, 2.5, 2.75, false, []),
            After = new SpeedFigures(1.11, 1.07, 1.14, 41, 2.5, 2.25, true, ["the clock fell", "other programs ran"]),
            FellBack = ["second"],
            HeldByLimits = ["first"],
        },
        Verdict = Verdict.Met,
    };

    /// <summary>A network that was passed through, of which little is known.</summary>
    public static CompressionReport Bare() => new()
    {
        Source = new SourceReport("bare.onnx", null),
        Tool = new ToolReport("rsdtr", "9.8.7", null, "auto", ""),
        Before = new CostFigures(10, null, null, 100, null),
        After = new CostFigures(10, null, null, 100, null),
        Layers = [],
        Canonicalization = [],
        Verdict = Verdict.PassedThrough,
    };

    /// <summary>A training of three epochs, the second of which is best and the third not finite.</summary>
    public static FineTuningReport Training() => new()
    {
        Source = new SourceReport("classifier.rsdtr.onnx", "00112233445566778899aabbccddeeff"),
        Teacher = new SourceReport("classifier.onnx", "0123456789abcdef0123456789abcdef"),
        Tool = new ToolReport("rsdtr", "9.8.7", "1.30.0", "finetune", "epochs=3"),
        Images = 950,
        NotTrained = ["bias.of.nothing"],
        Parameters = 4_000,
        Flops = 60_000,
        Before = new HeldOutFigures(50, null, 0.9, 0.3, null),
        After = new HeldOutFigures(50, null, 0.96, 0.2, null),
        BestEpoch = 2,
        Epochs =
        [
            new EpochFigures(1, 15, 0, 0.75, 27.5, 0.005, new HeldOutFigures(50, null, 0.94, 0.25, null), true, 120, 8),
            new EpochFigures(2, 15, 0, 0.5, 25.5, 0.0025, new HeldOutFigures(50, null, 0.96, 0.2, null), true, 121, 8),
            new EpochFigures(3, 0, 15, null, null, 0.001, new HeldOutFigures(50, null, 0.92, double.PositiveInfinity, null), false, 122, 8),
        ],
        ImagesPerSecond = 121,
        End = FineTuningEnd.StoppedEarly,
    };
}
