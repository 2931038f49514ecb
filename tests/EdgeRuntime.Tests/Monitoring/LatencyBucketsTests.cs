using RsdtrEdge.Runtime.Monitoring;

namespace RsdtrEdge.Runtime.Tests.Monitoring;

public sealed class LatencyBucketsTests
{
    [Fact]
    public void The_buckets_cover_every_nanosecond_once_and_are_as_narrow_as_the_bound_says()
    {
        long next = 0;
        for (int i = 0; i < LatencyBuckets.Count; i++)
        {
            (long least, long most) = (LatencyBuckets.LeastOf(i), LatencyBuckets.MostOf(i));
            Assert.Equal(next, least);
            Assert.Equal((i, i), (LatencyBuckets.IndexOf(least), LatencyBuckets.IndexOf(most)));

            // The ends are farthest from the middle, and the error is relative to the duration: the least one's is the largest.
            Assert.InRange(LatencyBuckets.MiddleOf(i) - least, 0, LatencyBuckets.RelativeError * least);
            Assert.InRange(most - LatencyBuckets.MiddleOf(i), 0, LatencyBuckets.RelativeError * least);
            next = most + 1;
        }

        Assert.Equal(LatencyBuckets.Longest + 1, next);
    }

    [Fact]
    public void Below_512_nanoseconds_each_has_a_bucket_of_its_own() =>
        Assert.All(Enumerable.Range(0, 512), nanoseconds => Assert.Equal(
            (nanoseconds, nanoseconds, (double)nanoseconds),
            (LatencyBuckets.IndexOf(nanoseconds), (int)LatencyBuckets.LeastOf(nanoseconds), LatencyBuckets.MiddleOf(nanoseconds))));

    [Fact]
    public void They_take_70_KiB() => Assert.Equal(70 * 1024, LatencyBuckets.Count * sizeof(long));
}
