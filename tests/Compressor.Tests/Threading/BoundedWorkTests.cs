using RsdtrEdge.Compressor.Threading;

namespace RsdtrEdge.Compressor.Tests.Threading;

public sealed class BoundedWorkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Nested_loops_share_the_threads_of_the_work(int threads)
    {
        int running = 0;
        int most = 0;
        Lock gate = new();
        int done = BoundedWork.Run(threads, () =>
        {
            int sum = 0;
            BoundedWork.For(8, _ => BoundedWork.For(8, _ =>
            {
                lock (gate)
                {
                    most = Math.Max(most, ++running);
                }

                // Long enough for the thread pool to add threads, were there work for them.
                Thread.Sleep(2);
                lock (gate)
                {
                    running--;
                    sum++;
                }
            }));
            return sum;
        });
        Assert.Equal(64, done);
        Assert.InRange(most, 1, threads);
    }

    [Fact]
    public void Two_threads_work_at_the_same_time()
    {
        using Barrier meeting = new(2);
        // One after the other they would not meet.
        int met = 0;
        BoundedWork.Run(2, () =>
        {
            BoundedWork.For(2, _ =>
            {
                if (meeting.SignalAndWait(TimeSpan.FromMinutes(1)))
                {
                    Interlocked.Increment(ref met);
                }
            });
            return 0;
        });
        Assert.Equal(2, met);
    }

    [Fact]
    public void A_failure_comes_out_as_it_was_thrown() =>
        Assert.Throws<FormatException>(() => BoundedWork.Run<int>(2, () => throw new FormatException()));

    [Fact]
    public void A_failure_in_a_loop_comes_out_as_it_was_thrown() =>
        Assert.Throws<FormatException>(() => BoundedWork.Run(2, () =>
        {
            BoundedWork.For(8, index => throw new FormatException(index.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            return 0;
        }));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Each_index_is_called_once(int threads)
    {
        int[] calls = new int[1000];
        BoundedWork.Run(threads, () =>
        {
            BoundedWork.For(calls.Length, index => Interlocked.Increment(ref calls[index]));
            return 0;
        });
        Assert.All(calls, count => Assert.Equal(1, count));
    }

    [Fact]
    public void A_cancelled_loop_stops()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => BoundedWork.For(8, _ => { }, cancelled.Token));
    }

    [Fact]
    public void So_does_a_cancellation() =>
        Assert.Throws<OperationCanceledException>(() => BoundedWork.Run<int>(2, () => throw new OperationCanceledException()));
}
