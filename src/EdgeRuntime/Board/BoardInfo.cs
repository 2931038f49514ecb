using System.Collections.Immutable;

namespace RsdtrEdge.Runtime.Board;

/// <summary>What the kernel and the firmware say of the machine. A figure that they do not give is null: unknown, never zero.</summary>
public sealed record BoardInfo
{
    /// <summary>The board's name from the device tree, such as <c>Raspberry Pi 4 Model B Rev 1.4</c>; on a PC the firmware's product name.</summary>
    public string? Model { get; init; }

    /// <summary>What the device tree says that the board is, the most exact name first, such as <c>raspberrypi,4-model-b</c> and <c>brcm,bcm2711</c>.</summary>
    public ImmutableArray<string> Compatible { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The processor's name, such as <c>Cortex-A72</c>; one that names no model, as hypervisors give, with what does: <c>AMD EPYC, family 25 model 17</c>.</summary>
    public string? Cpu { get; init; }

    /// <summary>Logical processors.</summary>
    public int? Cores { get; init; }

    /// <summary>The processors that this process may use, such as <c>0-3</c>.</summary>
    public string? Affinity { get; init; }

    /// <summary>How many processors' time this process may use, where a container or a service limits that, such as 1.5.</summary>
    public double? ProcessorLimit { get; init; }

    /// <summary>Memory that the kernel manages, in bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Memory that this process may use, in bytes, where a container or a service limits that.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>The kernel's release.</summary>
    public string? Kernel { get; init; }

    /// <summary>The power mode of a Jetson, such as <c>MAXN</c>.</summary>
    public string? PowerMode { get; init; }

    /// <summary>The frequency governor of the first processor, such as <c>ondemand</c>.</summary>
    public string? Governor { get; init; }

    /// <summary>The clock of the first processor now, in MHz, as <see cref="ClockPolicy.MHz"/>.</summary>
    public double? ClockMHz { get; init; }

    /// <summary>The highest clock of the first processor, in MHz.</summary>
    public double? MaxClockMHz { get; init; }

    /// <summary>The clocks of all processors, one entry a group that shares a clock.</summary>
    public ImmutableArray<ClockPolicy> Clocks { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Temperatures; none where the kernel gives none.</summary>
    public ImmutableArray<ThermalZone> Temperatures { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Fans, and limits on clocks, that the kernel has at hand against heat.</summary>
    public ImmutableArray<CoolingDevice> Cooling { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The firmware's throttling word; null on boards without one.</summary>
    public ThrottlingState? Throttling { get; init; }

    /// <summary>Whether the board's supply is too low now, by the kernel's own alarm.</summary>
    public bool? UnderVoltage { get; init; }

    /// <summary>What power monitors show.</summary>
    public ImmutableArray<PowerReading> Power { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Fans with their speeds.</summary>
    public ImmutableArray<FanReading> Fans { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Reads all of it.</summary>
    /// <param name="rootPath">Where /proc and /sys are looked for; tests give a folder of their own.</param>
    public static BoardInfo Read(string rootPath = "/") => new KernelTelemetry(rootPath).Describe();
}
