using RsdtrEdge.Compressor.Calibration;

namespace RsdtrEdge.Compressor.Tests.Calibration;

public sealed class ProbeRoomTests
{
    // Three copies of a network in half of the memory.
    [Theory]
    [InlineData(100, 6000, 10)]
    [InlineData(100, 6599, 10)]
    [InlineData(100, 1199, 1)]
    [InlineData(100, 10, 1)]
    [InlineData(0, 6000, 1000)]
    [InlineData(1, long.MaxValue, int.MaxValue)]
    public void There_is_room_for_what_half_of_the_memory_holds(long bytes, long memory, int places) => Assert.Equal(places, ProbeRoom.Places(bytes, memory));

    [Fact]
    public void No_more_work_at_once_than_there_are_places()
    {
        using ProbeRoom room = new(places: 2);
        int now = 0, most = 0, done = 0;
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (int time = 0; time < 3; time++)
            {
                room.Use(Work, CancellationToken.None);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(12, done);
        Assert.InRange(most, 1, 2);

        int Work()
        {
            int inside = Interlocked.Increment(ref now);
            lock (room)
            {
                most = Math.Max(most, inside);
            }

            Thread.Sleep(10);
            Interlocked.Decrement(ref now);
            return Interlocked.Increment(ref done);
        }
    }

    [Fact]
    public void As_much_work_at_once_as_there_are_places()
    {
        using ProbeRoom room = new(places: 2);
        using Barrier meeting = new(2);
        int met = 0;
        // One after the other they would not meet.
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            if (room.Use(() => meeting.SignalAndWait(TimeSpan.FromMinutes(1)), CancellationToken.None))
            {
                Interlocked.Increment(ref met);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(2, met);
    }

    [Fact]
    public void A_place_is_given_back_where_work_fails()
    {
        using ProbeRoom room = new(places: 1);
        Assert.Throws<InvalidOperationException>(() => room.Use<int>(() => throw new InvalidOperationException(), CancellationToken.None));
        Assert.Equal(7, room.Use(() => 7, CancellationToken.None));
        Assert.Throws<OperationCanceledException>(() => room.Use(() => 7, new CancellationToken(canceled: true)));
    }
}
