using RsdtrEdge.Benchmarks.Measurement;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>How far the predicted times of whole networks are from the measured ones, with one number of threads.</summary>
/// <param name="Threads">The threads.</param>
/// <param name="Absolute">The median of |predicted - measured| / measured.</param>
/// <param name="Signed">The median of (predicted - measured) / measured: below 0 where predictions are too low as a rule.</param>
/// <param name="Count">The networks.</param>
internal readonly record struct NetworkErrors(int Threads, double Absolute, double Signed, int Count)
{
    /// <summary>The errors of the compressed networks by the number of threads; none where nothing was predicted.</summary>
    /// <param name="runs">The rows that were run; the authors' layouts do not count, and neither do rows whose measurement is void.</param>
    public static IEnumerable<NetworkErrors> Of(IEnumerable<RowRun> runs) => runs.Where(run => !run.IsVoid)
        .SelectMany(run => run.Figures.Take(1).Select(figures => (run.Threads, Error: figures.PredictionError)))
        .Where(one => one.Error is not null).GroupBy(one => one.Threads).OrderBy(group => group.Key)
        .Select(group => new NetworkErrors(
            group.Key, Median.Of(group.Select(one => Math.Abs(one.Error!.Value))), Median.Of(group.Select(one => one.Error!.Value)), group.Count()));
}
