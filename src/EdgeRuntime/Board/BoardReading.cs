using System.Collections.Immutable;

namespace RsdtrEdge.Runtime.Board;

/// <summary>The state of the machine at one moment. A figure that is not known is null, a list of what is not there is empty.</summary>
public sealed record BoardReading
{
    /// <summary>The clocks of the processors, one entry a group that shares a clock.</summary>
    public ImmutableArray<ClockPolicy> Clocks { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Temperatures.</summary>
    public ImmutableArray<ThermalZone> Temperatures { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>What the kernel has at hand against heat: fans, and limits on clocks.</summary>
    public ImmutableArray<CoolingDevice> Cooling { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The firmware's throttling word; null on boards without one.</summary>
    public ThrottlingState? Throttling { get; init; }

    /// <summary>Whether the board's supply is too low now, by the kernel's own alarm (<c>rpi_volt</c>).</summary>
    public bool? UnderVoltage { get; init; }

    /// <summary>How often the hardware has held processors back since the start: heat on x64, over-current on Jetson.</summary>
    public long? ThrottleEvents { get; init; }

    /// <summary>What power monitors show.</summary>
    public ImmutableArray<PowerReading> Power { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Fans.</summary>
    public ImmutableArray<FanReading> Fans { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The time that the processors of this process have been busy, whoever had them.</summary>
    public ProcessorTimes? Processors { get; init; }

    /// <summary>Periods in which this process's control groups had used up their processor time.</summary>
    public long? ContainerThrottledPeriods { get; init; }

    /// <summary>The programs that wanted a processor, as a mean over the last minute.</summary>
    public double? LoadAverage { get; init; }

    /// <summary>Memory that programs may still take, in bytes.</summary>
    public long? AvailableMemoryBytes { get; init; }

    /// <summary>When it was taken, from the first reading of the same measurement on; zero where nobody says.</summary>
    internal TimeSpan Moment { get; init; }

    /// <summary>
    /// The clock of the fastest group, in MHz: that of the group that works, since the others rest or run as fast; null where no clock is known.
    /// </summary>
    internal double? FastestMHz => Clocks.Max(policy => policy.MHz);

    /// <summary>The highest temperature in degrees Celsius; null where none is known.</summary>
    internal double? HottestCelsius => ThermalZone.Hottest(Temperatures)?.Celsius;

    /// <summary>What the whole board draws, in watts; null where no monitor shows that.</summary>
    internal double? BoardWatts => Power.FirstOrDefault(reading => reading.IsBoardInput)?.Watts
        ?? (Power is [{ IsOfBoard: true } only] ? only.Watts : null);
}
