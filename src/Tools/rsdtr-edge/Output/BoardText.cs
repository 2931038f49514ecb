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

    /// <summary>A group of processors that share a clock.</summary>
    public static string Policy(ClockPolicy policy) =>
        $"{policy.Name}{(policy.Processors is { } processors ? $" (processors {processors})" : "")} asked for {Clock(policy.MHz)}, allowed {Clock(policy.LeastMHz)} to {Clock(policy.MostMHz)}, hardware {Clock(policy.HardwareMHz)}, governor {policy.Governor ?? Unknown}";

    /// <summary>What a power monitor shows.</summary>
    public static string Power(PowerReading reading) => string.Create(CultureInfo.InvariantCulture, $"{reading.Rail ?? reading.Monitor} {reading.Watts:F2} W");

    /// <summary>A fan.</summary>
    public static string Fan(FanReading fan) => string.Create(
        CultureInfo.InvariantCulture, $"{fan.Name}{(fan.Rpm is { } rpm ? $" {rpm:F0}/min" : "")}{(fan.Duty is { } duty ? $" at {duty:P0}" : "")}");

    /// <summary>Things in a list, or "unknown".</summary>
    public static string List<T>(IEnumerable<T> things, Func<T, string> text) => string.Join(", ", things.Select(text)) is { Length: > 0 } list ? list : Unknown;

    /// <summary>A thermal zone.</summary>
    public static string Zone(ThermalZone zone) => string.Create(CultureInfo.InvariantCulture, $"{zone.Name} {zone.Celsius:F1} °C");

    private static string HottestZone(BoardInfo board) => ThermalZone.Hottest(board.Temperatures) is { } zone ? Zone(zone) : Unknown;
}
