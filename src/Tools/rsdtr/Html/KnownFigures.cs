using RsdtrEdge.Tools.Rsdtr.Output;

namespace RsdtrEdge.Tools.Rsdtr.Html;

/// <summary>Figures as the tool's text writes them; null where they are not known, for which a page has a sign of its own.</summary>
internal static class KnownFigures
{
    /// <inheritdoc cref="Figures.Count"/>
    public static string? Count(long? value) => value is null ? null : Figures.Count(value);

    /// <inheritdoc cref="Figures.Share"/>
    public static string? Share(long? value, long? of) => Figures.Share(value, of) is { Length: > 0 } share ? share : null;

    /// <inheritdoc cref="Figures.Percent"/>
    public static string? Percent(double? value) => value is null ? null : Figures.Percent(value);

    /// <inheritdoc cref="Figures.Error"/>
    public static string? Error(double? value) => value is null ? null : Figures.Error(value);

    /// <inheritdoc cref="Figures.Milliseconds"/>
    public static string? Milliseconds(double? value) => value is null ? null : Figures.Milliseconds(value);

    /// <inheritdoc cref="Figures.Microseconds"/>
    public static string? Microseconds(double? value) => value is null ? null : Figures.Microseconds(value);

    /// <inheritdoc cref="Figures.Loss"/>
    public static string? Loss(double? value) => value is null ? null : Figures.Loss(value);

    /// <inheritdoc cref="Figures.Speedup"/>
    public static string? Speedup(double? value) => value is null ? null : Figures.Speedup(value);
}
