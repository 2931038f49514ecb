using RsdtrEdge.Benchmarks.FineTuning;

namespace RsdtrEdge.Benchmarks.Tests.FineTuning;

/// <summary>Rows with figures that nobody measured.</summary>
internal static class Trainings
{
    /// <summary>A row of an original that is right for 81 %, behind two epochs of 100 s and 950 images/s.</summary>
    public static TuningRun Of(string name, double? top1, double? compressed = null, double? peakMiB = null) => new(Row(name), 0.81)
    {
        Parameters = 0.5,
        Flops = 0.498,
        CompressedTop1 = compressed,
        Top1 = top1,
        Training = new TuningReport(200, 950, 2, [new CurvePoint(1, 0.82, 0.9), new CurvePoint(2, 0.84, null)]),
        PeakBytes = (long?)(1048576 * peakMiB),
    };

    /// <summary>A row that came to nothing.</summary>
    public static TuningRun Without(string name) => new(Row(name), 0.81) { Failure = "error RSDTR2102: too small" };

    private static TuningRow Row(string name) => TuningRows.All.Single(row => row.Name == name);
}
