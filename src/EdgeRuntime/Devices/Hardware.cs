namespace RsdtrEdge.Runtime.Devices;

/// <summary>What a budget file says of its board; a figure that it leaves out is null.</summary>
public sealed record Hardware
{
    /// <summary>The system on a chip, such as BCM2711.</summary>
    public string? Soc { get; init; }

    /// <summary>The processor core, such as Cortex-A72.</summary>
    public string? Cpu { get; init; }

    /// <summary>Processor cores that run inference.</summary>
    public int? Cores { get; init; }

    /// <summary>Clock of a core under load, in GHz.</summary>
    public double? ClockGHz { get; init; }

    /// <summary>Float32 operations of one core in one cycle, a fused multiply-add counted as two: 8 for one 128-bit unit, 16 for two.</summary>
    public int? SimdFloatsPerCycle { get; init; }

    /// <summary>Memory, in MiB.</summary>
    public int? MemoryMiB { get; init; }

    /// <summary>What the memory transfers at best, in GB/s (10^9 bytes): transfers a second times the bus width.</summary>
    public double? MemoryGBs { get; init; }

    /// <summary>The .NET runtime identifier that programs for the board are published for, such as linux-arm64.</summary>
    public string? Rid { get; init; }

    /// <summary>The float32 operations that all cores together could do at best, in GFLOP/s (cores x GHz x operations per cycle); null where a factor is unknown.</summary>
    public double? PeakGflops => Cores * ClockGHz * SimdFloatsPerCycle;
}
