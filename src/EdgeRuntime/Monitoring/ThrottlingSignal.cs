using RsdtrEdge.Runtime.Board;

namespace RsdtrEdge.Runtime.Monitoring;

/// <summary>A cause that can hold a processor back, as metrics name it, and whether it did.</summary>
/// <param name="Name">The tag's value.</param>
/// <param name="IsHolding">
/// Whether it holds at a reading, or did for a moment since the one before. Of moments the throttling word tells by its memory (bits 16 to 19): as the kernel shows
/// it, those of the last seconds; as the firmware's command does, the first since the machine was started. Others are seen where they hold at a reading.
/// </param>
internal readonly record struct ThrottlingSignal(string Name, bool IsHolding)
{
    private const int UnderVoltage = 0;
    private const int FrequencyCapped = 1;
    private const int Throttled = 2;
    private const int SoftTemperatureLimit = 3;

    /// <summary>The causes of which the machine tells; none where it tells of nothing.</summary>
    /// <param name="earlier">The reading before.</param>
    /// <param name="now">The reading.</param>
    public static IEnumerable<ThrottlingSignal> Find(BoardReading earlier, BoardReading now)
    {
        uint? word = now.Throttling?.HeldSince(earlier.Throttling, now.Moment - earlier.Moment);
        if (word is not null || now.UnderVoltage is not null)
        {
            yield return new("under_voltage", Has(UnderVoltage) || now.UnderVoltage == true);
        }

        if (word is not null)
        {
            yield return new("frequency_capped", Has(FrequencyCapped));
            yield return new("throttled", Has(Throttled));
            yield return new("soft_temperature_limit", Has(SoftTemperatureLimit));
        }

        if (now.Cooling.Any(device => device.IsOfProcessors))
        {
            yield return new("cooling", now.Cooling.Any(device => device.HoldsProcessorsBack));
        }

        if (now.ThrottleEvents is not null)
        {
            yield return new("hardware", now.ThrottleEvents > earlier.ThrottleEvents);
        }

        bool Has(int bit) => (word & (1u << bit)) is > 0;
    }
}
