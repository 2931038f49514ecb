using System.Globalization;

namespace RsdtrEdge.Runtime.Board;

/// <summary>
/// Reads the limits of this process's control groups, which containers and services set: those of version 2 (Documentation/admin-guide/cgroup-v2.rst)
/// or of version 1 (Documentation/scheduler/sched-bwc.rst).
/// </summary>
internal sealed class ContainerReader(KernelFiles files)
{
    private const string Root = "sys/fs/cgroup";

    // Version 1 says "no limit" as the largest whole number of pages.
    private const long NoLimit = 1L << 60;

    /// <summary>The processors that it may use, such as 1.5; null where there is no limit.</summary>
    public double? ReadProcessorLimit() => Groups("cpu").Min(ProcessorLimit);

    /// <summary>The memory that it may use, in bytes; null where there is no limit.</summary>
    public long? ReadMemoryLimit() => Groups("memory").Min(group =>
        (files.ReadNumber($"{group}/memory.max") ?? files.ReadNumber($"{group}/memory.limit_in_bytes")) is { } limit and < NoLimit ? limit : (long?)null);

    /// <summary>Periods in which it had used up its processor time, since its groups exist; null where that is not counted.</summary>
    public long? ReadThrottledPeriods()
    {
        long?[] counts = [.. Groups("cpu").Select(group => StatField($"{group}/cpu.stat", "nr_throttled")).Where(count => count is not null)];
        return counts.Length == 0 ? null : counts.Sum();
    }

    private double? ProcessorLimit(string group)
    {
        if (files.ReadText($"{group}/cpu.max")?.Split(' ') is [var quota, var period])
        {
            return Ratio(quota, period);
        }

        return Ratio(files.ReadText($"{group}/cpu.cfs_quota_us"), files.ReadText($"{group}/cpu.cfs_period_us"));
    }

    // "max" and -1 are no limit.
    private static double? Ratio(string? quota, string? period) =>
        long.TryParse(quota, NumberStyles.None, CultureInfo.InvariantCulture, out long used)
        && long.TryParse(period, NumberStyles.None, CultureInfo.InvariantCulture, out long whole)
        && used > 0 && whole > 0
            ? (double)used / whole
            : null;

    private long? StatField(string path, string key) =>
        files.ReadLines(path).Select(line => line.Split(' ')).FirstOrDefault(parts => parts.Length == 2 && parts[0] == key) is [_, var text]
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : null;

    // The folders of this process's group and of those that it is in. Within a container its path may be one of outside, of which only the end is there.
    private string[] Groups(string controller)
    {
        string[][] lines = [.. files.ReadLines("proc/self/cgroup").Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3)];
        string[]? first = lines.FirstOrDefault(parts => parts[1].Split(',').Contains(controller, StringComparer.Ordinal));
        (string mount, string? path) = first is not null
            ? ($"{Root}/{(files.HasFolder($"{Root}/{first[1]}") ? first[1] : controller)}", first[2])
            : (Root, lines.FirstOrDefault(parts => parts[1].Length == 0)?[2]);
        if (path is null)
        {
            return [];
        }

        List<string> groups = [mount];
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            groups.Add($"{groups[^1]}/{part}");
        }

        return [.. groups];
    }
}
