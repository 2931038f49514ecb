using System.Runtime.ExceptionServices;

namespace RsdtrEdge.Compressor.Threading;

/// <summary>
/// Parallel loops that share a number of threads, however deep they nest: layers, splits of a ring and panels of a matrix product
/// all draw on the same threads. A loop takes what is free when it begins, and each of its workers gives its thread back as soon
/// as there is nothing left for it to begin; a loop that finds none free runs where it is, at no cost.
/// </summary>
internal static class BoundedWork
{
    // Flows into the loops' bodies with the execution context.
    private static readonly AsyncLocal<FreeThreads?> Current = new();

    /// <summary>Runs work; the loops in it share its threads.</summary>
    /// <param name="threads">How many threads may work at once, 1 or more.</param>
    /// <param name="work">The work.</param>
    public static T Run<T>(int threads, Func<T> work)
    {
        FreeThreads? outer = Current.Value;
        // The thread that calls is one of them.
        Current.Value = new FreeThreads(threads - 1);
        try
        {
            return work();
        }
        finally
        {
            Current.Value = outer;
        }
    }

    /// <summary>Calls a body for 0 .. count - 1; lower indices begin first.</summary>
    /// <param name="count">How many calls.</param>
    /// <param name="body">The body; it may be called from several threads at once.</param>
    /// <param name="cancellation">Stops the loop between two calls.</param>
    /// <exception cref="OperationCanceledException">The loop was stopped.</exception>
    public static void For(int count, Action<int> body, CancellationToken cancellation = default)
    {
        FreeThreads free = Current.Value ?? new FreeThreads(Environment.ProcessorCount - 1);
        int helpers = free.Take(count - 1);
        int next = -1;
        if (helpers == 0)
        {
            Work();
            return;
        }

        try
        {
            Parallel.For(0, helpers + 1, new ParallelOptions { MaxDegreeOfParallelism = helpers + 1 }, worker =>
            {
                try
                {
                    Work();
                }
                finally
                {
                    // One of the workers is the thread that was there before.
                    free.GiveBack(worker > 0 ? 1 : 0);
                }
            });
        }
        catch (AggregateException exception)
        {
            // What a loop without threads would have thrown.
            Exception first = exception.Flatten().InnerExceptions.FirstOrDefault(inner => inner is not OperationCanceledException)
                ?? exception.Flatten().InnerExceptions[0];
            ExceptionDispatchInfo.Throw(first);
        }

        void Work()
        {
            for (int index = Interlocked.Increment(ref next); index < count; index = Interlocked.Increment(ref next))
            {
                cancellation.ThrowIfCancellationRequested();
                body(index);
            }
        }
    }

    // How many threads are not at work.
    private sealed class FreeThreads(int count)
    {
        private int _count = count;

        public int Take(int wanted)
        {
            for (int seen = Volatile.Read(ref _count); wanted > 0 && seen > 0;)
            {
                int taken = Math.Min(wanted, seen);
                int before = Interlocked.CompareExchange(ref _count, seen - taken, seen);
                if (before == seen)
                {
                    return taken;
                }

                seen = before;
            }

            return 0;
        }

        public void GiveBack(int count) => Interlocked.Add(ref _count, count);
    }
}
