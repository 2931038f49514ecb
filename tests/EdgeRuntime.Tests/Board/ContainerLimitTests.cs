using RsdtrEdge.Runtime.Board;

namespace RsdtrEdge.Runtime.Tests.Board;

/// <summary>Limits of control groups of both versions, as the kernel shows them within and outside of containers.</summary>
public sealed class ContainerLimitTests : IDisposable
{
    private readonly BoardFixture _board = new();

    public void Dispose() => _board.Dispose();

    [Fact]
    public void Version_2_takes_the_least_of_the_group_and_of_those_that_it_is_in()
    {
        _board.Write("proc/self/cgroup", "0::/machine.slice/box.scope\n")
            .Write("sys/fs/cgroup/machine.slice/cpu.max", "150000 100000\n").Write("sys/fs/cgroup/machine.slice/memory.max", "max\n")
            .Write("sys/fs/cgroup/machine.slice/cpu.stat", "usage_usec 5\nnr_periods 10\nnr_throttled 2\nthrottled_usec 100\n")
            .Write("sys/fs/cgroup/machine.slice/box.scope/cpu.max", "200000 100000\n").Write("sys/fs/cgroup/machine.slice/box.scope/memory.max", "536870912\n")
            .Write("sys/fs/cgroup/machine.slice/box.scope/cpu.stat", "usage_usec 5\nnr_periods 10\nnr_throttled 3\nthrottled_usec 100\n");
        Assert.Equal((1.5, 536870912), (_board.Info.ProcessorLimit, _board.Info.MemoryLimitBytes));
        Assert.Equal(5, _board.Telemetry.Read().ContainerThrottledPeriods);
    }

    [Fact]
    public void Version_2_within_a_container_stands_at_the_root()
    {
        _board.Write("proc/self/cgroup", "0::/\n").Write("sys/fs/cgroup/cpu.max", "50000 100000\n").Write("sys/fs/cgroup/memory.max", "max\n");
        Assert.Equal((0.5, null), (_board.Info.ProcessorLimit, _board.Info.MemoryLimitBytes));
        Assert.Null(_board.Telemetry.Read().ContainerThrottledPeriods);
    }

    [Fact]
    public void Version_1_within_a_container_names_a_group_that_only_exists_outside()
    {
        _board.Write("proc/self/cgroup", "12:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n0::/docker/abc\n")
            .Write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "400000\n").Write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n")
            .Write("sys/fs/cgroup/cpu,cpuacct/cpu.stat", "nr_periods 9\nnr_throttled 7\nthrottled_time 1\n")
            .Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "268435456\n");
        Assert.Equal((4.0, 268435456), (_board.Info.ProcessorLimit, _board.Info.MemoryLimitBytes));
        Assert.Equal(7, _board.Telemetry.Read().ContainerThrottledPeriods);
    }

    [Fact]
    public void No_limit_of_version_1_is_none()
    {
        _board.Write("proc/self/cgroup", "4:cpu,cpuacct:/\n12:memory:/\n")
            .Write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n").Write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n")
            .Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        Assert.Equal((null, null), (_board.Info.ProcessorLimit, _board.Info.MemoryLimitBytes));
    }

    [Theory]
    [InlineData("0-3", new[] { 0, 1, 2, 3 })]
    [InlineData("0,2-3", new[] { 0, 2, 3 })]
    [InlineData("3-1", null)]
    [InlineData("1-2-3", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Lists_of_processors_are_read(string? text, int[]? processors) => Assert.Equal(processors, ProcessorList.TryParse(text));
}
