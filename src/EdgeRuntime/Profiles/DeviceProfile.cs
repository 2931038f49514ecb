using System.Collections.Immutable;

namespace RsdtrEdge.Runtime.Profiles;

/// <summary>What convolutions take on one machine: measured by <c>rsdtr-edge profile</c>, read where candidates are weighed by time.</summary>
public sealed record DeviceProfile
{
    /// <summary>The machine, as it names itself.</summary>
    public required string Board { get; init; }

    /// <summary>The processor's model, as the kernel names it; null where it does not say.</summary>
    public string? Processor { get; init; }

    /// <summary>The ONNX Runtime that was timed, such as 1.30.0.</summary>
    public required string OnnxRuntime { get; init; }

    /// <summary>The execution providers that took operators before ONNX Runtime's own processor code, by commas; null where there was none.</summary>
    public string? Provider { get; init; }

    /// <summary>The frequency governor during the measurement; null where there is none.</summary>
    public string? Governor { get; init; }

    /// <summary>
    /// The highest clock that the processors might run at during the measurement, in MHz (<c>scaling_max_freq</c> of the fastest group of processors, else <c>cpuinfo_max_freq</c>); null where the kernel does not
    /// tell, and of a file from before it was noted.
    /// </summary>
    public double? AllowedClockMHz { get; init; }

    /// <summary>The power mode of a Jetson during the measurement, such as <c>MAXN</c>; null on other boards.</summary>
    public string? PowerMode { get; init; }

    /// <summary>When the measurement ended, in UTC.</summary>
    public required DateTimeOffset MeasuredAt { get; init; }

    /// <summary>Whether the processor was held back during the measurement; null where nothing on the machine would tell.</summary>
    public bool? Throttled { get; init; }

    /// <summary>The times, by number of threads, each number once.</summary>
    public required ImmutableArray<ThreadTimings> Timings { get; init; }
}
