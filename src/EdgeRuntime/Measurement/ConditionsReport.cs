using RsdtrEdge.Runtime.Board;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>What held during a measurement. A figure that is not known is null.</summary>
public sealed record ConditionsReport
{
    /// <summary>The board's state before the first run that counts, behind the warm-up.</summary>
    public BoardReading Before { get; init; } = new();

    /// <summary>Its state behind the last run.</summary>
    public BoardReading After { get; init; } = new();

    /// <summary>How often it was read in between, every half second.</summary>
    public int Readings { get; init; }

    /// <summary>The lowest clock of the fastest group of processors that was read in between, in MHz.</summary>
    public double? LowestClockMHz { get; init; }

    /// <summary>The highest one.</summary>
    public double? HighestClockMHz { get; init; }

    /// <summary>The highest temperature that was read, in degrees Celsius.</summary>
    public double? HottestCelsius { get; init; }

    /// <summary>What the whole board drew in between, in watts, as a mean.</summary>
    public double? BoardWatts { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public double ElapsedSeconds { get; init; }

    /// <summary>The process's time on processors meanwhile, of all its threads together, in seconds.</summary>
    public double ProcessorSeconds { get; init; }

    /// <summary>The processors that other programs had meanwhile, as a mean: 0.5 is half of one.</summary>
    public double? BackgroundProcessors { get; init; }
}
