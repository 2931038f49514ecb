using System.Collections.Immutable;
using RsdtrEdge.Runtime.Board;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>What held during a measurement, from readings before, during and after it; <see cref="VoidReasons"/> says what of that voids the figures.</summary>
internal sealed class MeasurementConditions
{
    /// <summary>The least share of a processor that a single stream must have had: it never waits for anything else, unless it <see cref="MayWait"/>.</summary>
    public const double LeastProcessorShare = 0.9;

    /// <summary>The board after the measurement.</summary>
    public required BoardInfo Board { get; init; }

    /// <summary>The reading before it.</summary>
    public BoardReading Before { get; init; } = new();

    /// <summary>Those between its runs.</summary>
    public ImmutableArray<BoardReading> During { get; init; } = [];

    /// <summary>The one after it.</summary>
    public BoardReading After { get; init; } = new();

    /// <summary>The threads that the measured runs need at once; null where that is not known.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether the measured runs wait for something else than the processor, such as a GPU: then they need not have had one all the time.</summary>
    public bool MayWait { get; init; }

    /// <summary>The process's time on processors, of all its threads.</summary>
    public TimeSpan ProcessorTime { get; init; }

    /// <summary>The time that passed.</summary>
    public TimeSpan ElapsedTime { get; init; }

    /// <summary>All readings in their order.</summary>
    public IEnumerable<BoardReading> Readings => [Before, .. During, After];

    /// <summary>Whether the processor was held back at some time; null where nothing on this machine tells.</summary>
    public bool? Throttled => ThrottlingCauses.Find(this) switch
    {
        [_, ..] => true,
        [] when ThrottlingCauses.AreKnown(this) => false,
        _ => null,
    };

    /// <summary>The processors that other programs had meanwhile, as a mean; null where the kernel does not tell.</summary>
    public double? BackgroundProcessors => Before.Processors is { } before && After.Processors is { } after && ElapsedTime > TimeSpan.Zero
        ? Math.Clamp(
            (after.BusySeconds - before.BusySeconds - ProcessorTime.TotalSeconds) / ElapsedTime.TotalSeconds, 0, after.Count)
        : null;

    /// <summary>What the board drew meanwhile, in watts, as a mean of two readings or more; null where no monitor shows it.</summary>
    public double? BoardWatts => During.Select(reading => reading.BoardWatts).OfType<double>().ToArray() is { Length: > 1 } watts ? watts.Average() : null;

    /// <summary>The lowest and the highest clock that was read while it ran, in MHz; null where none was.</summary>
    public (double? Lowest, double? Highest) Clocks => (During.Min(reading => reading.FastestMHz), During.Max(reading => reading.FastestMHz));

    /// <summary>The form for a report.</summary>
    public ConditionsReport ToReport() => new()
    {
        Before = Before,
        After = After,
        Readings = During.Length,
        LowestClockMHz = Clocks.Lowest,
        HighestClockMHz = Clocks.Highest,
        HottestCelsius = Readings.Max(reading => reading.HottestCelsius),
        BoardWatts = BoardWatts,
        ElapsedSeconds = ElapsedTime.TotalSeconds,
        ProcessorSeconds = ProcessorTime.TotalSeconds,
        BackgroundProcessors = BackgroundProcessors,
    };
}
