using System.Globalization;

namespace RsdtrEdge.Tools.Rsdtr.Output;

/// <summary>Numbers as people read them; an unknown figure is called so.</summary>
internal static class Figures
{
    /// <summary>A count with thousands separated.</summary>
    public static string Count(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "unknown";

    /// <summary>A share of another count, such as 48.5 %.</summary>
    public static string Share(long? value, long? of) => value is { } part && of is > 0 and { } whole
        ? string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:F1} %")
        : "";

    /// <summary>A fraction as a percentage.</summary>
    public static string Percent(double? value) => value is { } share ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:F2} %") : "unknown";

    /// <summary>A relative error.</summary>
    public static string Error(double? value) => value?.ToString("F4", CultureInfo.InvariantCulture) ?? "unknown";

    /// <summary>Milliseconds, to a tenth of a microsecond.</summary>
    public static string Milliseconds(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "unknown";

    /// <summary>Microseconds, to a tenth.</summary>
    public static string Microseconds(double? value) => value?.ToString("N1", CultureInfo.InvariantCulture) ?? "unknown";

    /// <summary>A sum over layers or steps, such as a loss, with four digits.</summary>
    public static string Loss(double? value) => value?.ToString("G4", CultureInfo.InvariantCulture) ?? "unknown";

    /// <summary>How many times as fast one network is as another.</summary>
    public static string Speedup(double? value) => value is { } times ? string.Create(CultureInfo.InvariantCulture, $"{times:F2}x") : "unknown";
}
