using System.Diagnostics;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Benchmarks.Overhead;

/// <summary>The blocks of runs of one side, and what they took.</summary>
/// <param name="side">What runs.</param>
/// <param name="block">Runs in a block.</param>
internal sealed class SideTimes(IRunSide side, int block)
{
    private readonly double[] _microseconds = new double[block];
    private readonly List<double> _medians = [];
    private readonly List<double> _ratios = [];
    private readonly List<double> _bytes = [];
    private long _allocated;

    /// <summary>Runs a block.</summary>
    public void RunBlock()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int run = 0; run < _microseconds.Length; run++)
        {
            long start = Stopwatch.GetTimestamp();
            side.Run();
            _microseconds[run] = (Stopwatch.GetTimestamp() - start) * 1e6 / Stopwatch.Frequency;
        }

        _allocated = GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Takes the last block into the result.</summary>
    /// <param name="bareMedian">The median run of C's block in the same round, in microseconds.</param>
    public void Count(double bareMedian)
    {
        double median = Percentiles.MedianInPlace(_microseconds);
        _medians.Add(median);
        _ratios.Add(median / bareMedian);
        _bytes.Add((double)_allocated / _microseconds.Length);
    }

    /// <summary>What all counted blocks say.</summary>
    public RunSide Result() => new(Percentiles.MedianInPlace([.. _medians]), SpeedupQuartiles.Of(_ratios), Percentiles.MedianInPlace([.. _bytes]));
}
