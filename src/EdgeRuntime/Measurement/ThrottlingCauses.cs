using System.Collections.Immutable;
using RsdtrEdge.Runtime.Board;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>What held the processor back during a measurement: what the firmware, the kernel and the hardware say.</summary>
internal static class ThrottlingCauses
{
    /// <summary>The causes, none where nothing is known of any.</summary>
    public static ImmutableArray<string> Find(MeasurementConditions conditions) =>
    [
        .. OfFirmware([.. conditions.Readings.Where(reading => reading.Throttling is not null)], conditions.Before.Moment),
        .. conditions.Readings.Any(reading => reading.UnderVoltage == true) ? (string[])["the supply was too low (rpi_volt)"] : [],
        .. conditions.Readings.SelectMany(reading => reading.Cooling).Where(device => device.HoldsProcessorsBack)
            .Select(device => $"{device.Name} limited the clock against heat").Distinct(),
        .. conditions.After.ThrottleEvents > conditions.Before.ThrottleEvents ? (string[])["the hardware counted throttling"] : [],
    ];

    /// <summary>Whether this machine would have told of a cause: one that throttles by itself, and not by the kernel, tells by its firmware or its counters.</summary>
    public static bool AreKnown(MeasurementConditions conditions) =>
        conditions is { Before.Throttling: not null, After.Throttling: not null } or { Before.ThrottleEvents: not null, After.ThrottleEvents: not null };

    // What holds at a reading, and what was new in the bits that remember since the one before, or must be of the time since the first reading.
    private static IEnumerable<string> OfFirmware(BoardReading[] readings, TimeSpan begin) => readings.Length < 2
        ? []
        : readings.Zip(readings.Skip(1), (earlier, later) => later.Throttling!.CausesSince(earlier.Throttling!, later.Moment - begin)).SelectMany(causes => causes).Distinct();
}
