using RsdtrEdge.Compressor.Allocation;

namespace RsdtrEdge.Compressor.Tests.Allocation;

public sealed class ParetoSetTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void A_point_is_added_where_none_is_nowhere_worse(int values)
    {
        Random random = new(values);
        (long Parameters, long Macs, long Time)[] points =
            [.. Enumerable.Range(0, 600).Select(_ => (random.NextInt64(values), random.NextInt64(values), random.NextInt64(values)))];
        ParetoSet set = new([.. points.Select(point => point.Time)]);
        for (int index = 0; index < points.Length; index++)
        {
            (long parameters, long macs, long time) = points[index];
            bool isBeaten = points[..index].Any(other => other.Parameters <= parameters && other.Macs <= macs && other.Time <= time);
            Assert.Equal(!isBeaten, set.TryAdd(parameters, macs, time));
        }
    }
}
