using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Runtime.Tests.Measurement;

public sealed class ResidentMemoryTests
{
    [Fact]
    public void The_high_water_mark_is_read_in_bytes() =>
        Assert.Equal(5124L * 1024, ResidentMemory.ParseStatus(["Name:\tdotnet", "VmPeak:\t  999 kB", "VmHWM:\t    5124 kB", "VmRSS:\t    4000 kB"], "VmHWM:"));

    [Theory]
    [InlineData("VmRSS:\t    4000 kB")]
    [InlineData("VmHWM:\t    kB")]
    [InlineData("VmHWM:\t    12 MB")]
    public void Without_it_the_peak_is_unknown(string line) => Assert.Null(ResidentMemory.ParseStatus([line], "VmHWM:"));

    [Fact]
    public void This_process_has_used_some_memory() => Assert.True(ResidentMemory.ReadPeak() is null or > 1_000_000);
}
