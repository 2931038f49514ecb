using System.Globalization;
using RsdtrEdge.Runtime.Board;

namespace RsdtrEdge.Tools.Edge.Output;

/// <summary>What is known of a board, for a person.</summary>
internal static class BoardText
{
    /// <summary>What stands for a figure that neither the kernel nor the firmware gives.</summary>
    public const string Unknown = "unknown";

    /// <summary>One line for the head of a measurement.</summary>
    public static string OneLine(BoardInfo board) =>
        $"{board.Model ?? "unknown board"}, {board.Cpu ?? "unknown CPU"}, {Text(board.Cores)} cores, clock {Clock(board.ClockMHz)}, governor {board.Governor ?? Unknown}, temperature {HottestZone(board)}";

    /// <summary>A clock.</summary>
    public static string Clock(double? megahertz) => megahertz is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:F0} MHz") : Unknown;

    /// <summary>Memory.</summary>
    public static string Memory(long? bytes) => bytes is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value / 1048576.0:F0} MiB") : Unknown;

    /// <summary>A whole number.</summary>
    public static string Text(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? Unknown;

    /// <summary>A thermal zone.</summary>
    public static string Zone(ThermalZone zone) => string.Create(CultureInfo.InvariantCulture, $"{zone.Name} {zone.Celsius:F1} °C");

    private static string HottestZone(BoardInfo board) => board.Temperatures.MaxBy(zone => zone.Celsius) is { } zone ? Zone(zone) : Unknown;
}
