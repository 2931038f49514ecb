using RsdtrEdge.Benchmarks.Accuracy;

namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>All rows, in the order of the table: what a row is held against stands before it.</summary>
internal static class TuningRows
{
    /// <summary>The rows.</summary>
    public static IReadOnlyList<TuningRow> All { get; } = [.. RowsOf(AccuracyRows.ResNet20), .. RowsOf(AccuracyRows.ResNet56)];

    private static IEnumerable<TuningRow> RowsOf(SubjectModel model) =>
    [
        new(model, TuningSubject.Original, UsesLabels: true),
        .. Limited(model, 50, byLabels: 0.5, distilled: 0.8),
        .. Limited(model, 30, byLabels: 1.5, distilled: 2.0),
        new(model, TuningSubject.Paper, UsesLabels: true) { Against = TuningSubject.Original },
        new(model, TuningSubject.Matched, UsesLabels: true) { Against = TuningSubject.Paper, Bar = -1.0 },
    ];

    private static TuningRow[] Limited(SubjectModel model, int percent, double byLabels, double distilled) =>
    [
        new(model, TuningSubject.Limited(percent), UsesLabels: true) { Against = TuningSubject.Original, Bar = byLabels },
        new(model, TuningSubject.Limited(percent), UsesLabels: false) { Bar = distilled },
    ];
}
