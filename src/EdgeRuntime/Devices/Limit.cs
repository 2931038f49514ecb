using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RsdtrEdge.Runtime.Devices;

/// <summary>
/// An upper limit on a count (parameters, FLOPs, bytes): a number, or a percentage of what the original model has.
/// Written <c>1500000000</c>, <c>1.5e9</c> or <c>50%</c>, in budget files and on command lines alike; there are no k, M or G suffixes,
/// because they mean powers of ten to some readers and powers of two to others.
/// </summary>
public sealed record Limit
{
    /// <summary>The largest count that a limit may name: 10^15, far above any network, far below overflow.</summary>
    public const long MaxCount = LimitNotation.MaxCount;

    private Limit(long? count, decimal? percent)
    {
        Count = count;
        Percent = percent;
    }

    /// <summary>The count itself, 1 to <see cref="MaxCount"/>; null where the limit is a percentage.</summary>
    public long? Count { get; }

    /// <summary>The percentage of the original, above 0 and below 1000; null where the limit is a count.</summary>
    public decimal? Percent { get; }

    /// <summary>A limit that is a count.</summary>
    /// <param name="count">1 to <see cref="MaxCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is outside that range.</exception>
    public static Limit OfCount(long count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        return new Limit(count, null);
    }

    /// <summary>A limit that is a percentage of the original.</summary>
    /// <param name="percent">Above 0 and below 1000.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percent"/> is outside that range.</exception>
    public static Limit OfPercent(decimal percent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(percent, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(percent, 1000);
        return new Limit(null, percent);
    }

    /// <summary>The limit as a count, for a given original; a percentage is rounded down, so that the result is inside it.</summary>
    /// <param name="original">What the original model has, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="original"/> is negative.</exception>
    public long Resolve(long original)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(original);
        // Decimal arithmetic: 30 % of 10 is 3, which 0.3 in binary would miss. The cap keeps percentages above 100 in range.
        return Count ?? (long)Math.Min(decimal.Floor(original * Percent!.Value / 100m), long.MaxValue);
    }

    /// <summary>Reads <c>50%</c>, <c>1500000000</c> or <c>1.5e9</c>.</summary>
    /// <param name="text">The text, without surrounding space.</param>
    /// <param name="limit">The limit, where the text is one.</param>
    /// <returns>Whether the text is a limit.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Limit? limit)
    {
        limit = null;
        return text is not null && (TryParsePercent(text, out limit) || TryParseCount(text, out limit));
    }

    internal static bool TryParsePercent(string text, [NotNullWhen(true)] out Limit? limit)
    {
        limit = LimitNotation.Percent(text) is { } percent ? OfPercent(percent) : null;
        return limit is not null;
    }

    internal static bool TryGetCount(decimal value, [NotNullWhen(true)] out Limit? limit)
    {
        limit = LimitNotation.Count(value) is { } count ? OfCount(count) : null;
        return limit is not null;
    }

    /// <summary>The limit in the notation that <see cref="TryParse"/> reads.</summary>
    public override string ToString() =>
        Count is long count
            ? count.ToString(CultureInfo.InvariantCulture)
            : Percent!.Value.ToString("0.####", CultureInfo.InvariantCulture) + "%";

    private static bool TryParseCount(string text, out Limit? limit)
    {
        limit = LimitNotation.Count(text) is { } count ? OfCount(count) : null;
        return limit is not null;
    }
}
