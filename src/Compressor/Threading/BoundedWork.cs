namespace RsdtrEdge.Compressor.Threading;

/// <summary>
/// Runs work on a bounded number of threads, however deep the parallel loops inside it nest: layers, splits of a ring and
/// panels of a matrix product all draw on the same threads. A bound on each loop alone would multiply instead.
/// </summary>
internal static class BoundedWork
{
    /// <summary>Runs work; its loops must take their options from <see cref="LoopOptions"/>.</summary>
    /// <param name="threads">How many threads may work at once, 1 or more.</param>
    /// <param name="work">The work.</param>
    public static T Run<T>(int threads, Func<T> work)
    {
        TaskScheduler scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, threads).ConcurrentScheduler;
        return Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).GetAwaiter().GetResult();
    }

    /// <summary>Options for a loop on the threads of the work around it; outside of any such work, on all processors.</summary>
    /// <param name="threads">How many of the threads this loop may take; -1 for all of them.</param>
    /// <param name="cancellation">Stops the loop.</param>
    public static ParallelOptions LoopOptions(int threads = -1, CancellationToken cancellation = default) => new()
    {
        MaxDegreeOfParallelism = threads,
        CancellationToken = cancellation,
        // Null is the scheduler of the running task; the property's own default is the thread pool.
        TaskScheduler = null,
    };
}
