using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.Paper;

namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>All rows, in the order of the table: what a row is held against stands before it.</summary>
internal static class TuningRows
{
    // A point more than the published protocol has.
    private const double MatchedBar = -1.0;

    /// <summary>The rows of the table.</summary>
    public static IReadOnlyList<TuningRow> All { get; } = [.. RowsOf(AccuracyRows.ResNet20), .. RowsOf(AccuracyRows.ResNet56)];

    /// <summary>Rows that run only where they are named: all networks of the paper's page, the published method at each of its errors, the project's method beside it, and both with a teacher.</summary>
    public static IReadOnlyList<TuningRow> Further { get; } = [.. AccuracyRows.Published.SelectMany(FurtherOf).Except(All)];

    private static IEnumerable<TuningRow> FurtherOf(SubjectModel model) =>
    [
        new(model, TuningSubject.Original, Teaching.Labels),
        .. TaughtProtocols(model),
        .. PaperErrors.All.SelectMany(error => (TuningRow[])
        [
            new(model, TuningSubject.PaperAt(error), Teaching.Labels) { Against = TuningSubject.Original },
            new(model, TuningSubject.MatchedTo(error), Teaching.Labels) { Against = TuningSubject.PaperAt(error), Bar = TuningSubject.MatchedTo(error) == TuningSubject.Matched ? MatchedBar : null },
        ]),
    ];

    // Whether it is the compression that tells, or who teaches: the published network with this project's teacher, and this project's whole way against the published one.
    private static TuningRow[] TaughtProtocols(SubjectModel model) =>
    [
        new(model, TuningSubject.Paper, Teaching.Taught) { Against = TuningSubject.Original },
        new(model, TuningSubject.Matched, Teaching.Taught) { Against = TuningSubject.Paper, Bar = MatchedBar },
    ];

    private static IEnumerable<TuningRow> RowsOf(SubjectModel model) =>
    [
        new(model, TuningSubject.Original, Teaching.Labels),
        .. Limited(model, 50, byLabels: 0.5, distilled: 0.8),
        .. Limited(model, 30, byLabels: 1.5, distilled: 2.0),
        new(model, TuningSubject.Paper, Teaching.Labels) { Against = TuningSubject.Original },
        new(model, TuningSubject.Matched, Teaching.Labels) { Against = TuningSubject.Paper, Bar = MatchedBar },
    ];

    private static TuningRow[] Limited(SubjectModel model, int percent, double byLabels, double distilled) =>
    [
        new(model, TuningSubject.Limited(percent), Teaching.Labels) { Against = TuningSubject.Original, Bar = byLabels },
        new(model, TuningSubject.Limited(percent), Teaching.Taught) { Against = TuningSubject.Original, Bar = byLabels },
        new(model, TuningSubject.Limited(percent), Teaching.Distilled) { Bar = distilled },
    ];
}
