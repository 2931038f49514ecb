using System.Collections.Immutable;

namespace RsdtrEdge.Runtime.Board;

/// <summary>What the kernel and the firmware say of the machine. A figure that they do not give is null: unknown, never zero.</summary>
public sealed record BoardInfo
{
    /// <summary>The board's name from the device tree, such as <c>Raspberry Pi 4 Model B Rev 1.4</c>; on a PC the firmware's product name.</summary>
    public string? Model { get; init; }

    /// <summary>The processor's name, such as <c>Cortex-A72</c>.</summary>
    public string? Cpu { get; init; }

    /// <summary>Logical processors.</summary>
    public int? Cores { get; init; }

    /// <summary>Memory that the kernel manages, in bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>The kernel's release.</summary>
    public string? Kernel { get; init; }

    /// <summary>The frequency governor of the first processor, such as <c>ondemand</c>.</summary>
    public string? Governor { get; init; }

    /// <summary>The clock of the first processor now, in MHz.</summary>
    public double? ClockMHz { get; init; }

    /// <summary>The highest clock of the first processor, in MHz.</summary>
    public double? MaxClockMHz { get; init; }

    /// <summary>Temperatures; none where the kernel gives none.</summary>
    public ImmutableArray<ThermalZone> Temperatures { get; init; } = [];

    /// <summary>The firmware's throttling word; null on boards without one.</summary>
    public ThrottlingState? Throttling { get; init; }

    /// <summary>Reads all of it.</summary>
    /// <param name="rootPath">Where /proc and /sys are looked for; tests give a folder of their own.</param>
    public static BoardInfo Read(string rootPath = "/") => new BoardReader(rootPath).Read();
}
