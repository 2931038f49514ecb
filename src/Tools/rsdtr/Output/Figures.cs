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
}
