using System.Collections.Immutable;

namespace RsdtrEdge.Runtime.Board;

/// <summary>Reads the clocks of processors (the kernel's cpufreq, Documentation/admin-guide/pm/cpufreq.rst; kilohertz there). The clock now is the one that was asked for.</summary>
internal sealed class ClockReader(KernelFiles files)
{
    private const string Policies = "sys/devices/system/cpu/cpufreq";
    private const string FirstProcessor = "sys/devices/system/cpu/cpu0/cpufreq";

    /// <summary>All groups of processors that share a clock; where the kernel does not list them, that of the first processor.</summary>
    public ImmutableArray<ClockPolicy> Read()
    {
        ImmutableArray<ClockPolicy> policies = [.. files.FindFolders(Policies, "policy*").Select(folder => Read(folder, Path.GetFileName(folder))).OfType<ClockPolicy>()];
        return !policies.IsEmpty ? policies : Read(FirstProcessor, "cpu0") is { } first ? [first] : [];
    }

    // Null where none of its files can be read.
    private ClockPolicy? Read(string folder, string name)
    {
        ClockPolicy policy = new(name)
        {
            Processors = files.ReadText($"{folder}/related_cpus"),
            Governor = files.ReadText($"{folder}/scaling_governor"),
            MHz = Megahertz(folder, "scaling_cur_freq"),
            LeastMHz = Megahertz(folder, "scaling_min_freq"),
            MostMHz = Megahertz(folder, "scaling_max_freq"),
            HardwareMHz = Megahertz(folder, "cpuinfo_max_freq"),
        };
        return policy == new ClockPolicy(name) ? null : policy;
    }

    private double? Megahertz(string folder, string file) => files.ReadNumber($"{folder}/{file}") / 1000.0;
}
