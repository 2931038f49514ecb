namespace RsdtrEdge.Runtime.Board;

/// <summary>A group of processors that share a clock (/sys/devices/system/cpu/cpufreq/policyN). Clocks are in MHz.</summary>
/// <param name="Name">The kernel's name, such as <c>policy0</c>.</param>
public sealed record ClockPolicy(string Name)
{
    /// <summary>The processors, such as <c>0 1 2 3</c>.</summary>
    public string? Processors { get; init; }

    /// <summary>What decides on the clock, such as <c>ondemand</c>.</summary>
    public string? Governor { get; init; }

    /// <summary>
    /// The clock now, as the kernel asked for it last (<c>scaling_cur_freq</c>): a Raspberry Pi's firmware may run the processors slower, and says so in its throttling
    /// word alone.
    /// </summary>
    public double? MHz { get; init; }

    /// <summary>The lowest clock that the governor may choose.</summary>
    public double? LeastMHz { get; init; }

    /// <summary>The highest clock that the governor may choose: the user lowers it, and the kernel where it gets too hot.</summary>
    public double? MostMHz { get; init; }

    /// <summary>The highest clock of the hardware.</summary>
    public double? HardwareMHz { get; init; }
}
