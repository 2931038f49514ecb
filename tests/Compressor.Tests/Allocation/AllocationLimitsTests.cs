using RsdtrEdge.Compressor.Allocation;

namespace RsdtrEdge.Compressor.Tests.Allocation;

public sealed class AllocationLimitsTests
{
    [Theory]
    [InlineData(100L, 50L, 100, 50, true, 1)]
    [InlineData(100L, 50L, 101, 50, false, 1.01)]
    [InlineData(100L, 50L, 50, 60, false, 1.2)]
    [InlineData(null, 50L, 1_000_000, 25, true, 0.5)]
    [InlineData(100L, null, 25, 1_000_000, true, 0.25)]
    [InlineData(null, null, 1_000_000, 1_000_000, true, 0)]
    [InlineData(0L, null, 0, 5, true, 1)]
    [InlineData(0L, null, 3, 5, false, 4)]
    [InlineData(-2L, null, 0, 5, false, 3)]
    public void A_load_of_one_or_less_is_what_the_limits_allow(
        long? parameters, long? macs, long usedParameters, long usedMacs, bool allowed, double load)
    {
        AllocationLimits limits = new(parameters, macs);
        Assert.Equal(allowed, limits.Allow(usedParameters, usedMacs));
        Assert.Equal(load, limits.Load(usedParameters, usedMacs), 1e-12);
        Assert.Equal(allowed, limits.Load(usedParameters, usedMacs) <= 1);
    }
}
