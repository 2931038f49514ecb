using System.Globalization;

namespace RsdtrEdge.Runtime.Devices;

/// <summary>
/// How a <c>Limit</c> is written: the same in budget files, on command lines and in a project's metadata. The build's tasks compile this file, too,
/// because MSBuild loads their assembly alone.
/// </summary>
internal static class LimitNotation
{
    /// <summary>The largest count that a limit may name: 10^15, far above any network, far below overflow.</summary>
    public const long MaxCount = 1_000_000_000_000_000;

    /// <summary>Whether a text is a count or a percentage.</summary>
    /// <param name="text">The text, without surrounding space.</param>
    public static bool IsLimit(string text) => Percent(text) is not null || Count(text) is not null;

    /// <summary>The percentage of <c>50%</c>, above 0 and below 1000; null of any other text.</summary>
    /// <param name="text">The text.</param>
    public static decimal? Percent(string text)
    {
        // As in the schema (devices/device-budget.schema.json): up to three digits, and up to four behind a point.
        string number = text.TrimEnd('%');
        string[] digits = number.Split('.');
        bool isWritten = text.Length == number.Length + 1
            && AreDigits(digits[0], 3) && (digits.Length == 1 || (digits.Length == 2 && AreDigits(digits[1], 4)));
        return isWritten && decimal.Parse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) is > 0 and var percent ? percent : null;
    }

    /// <summary>The count of <c>1500000000</c> or <c>1.5e9</c>, 1 to <see cref="MaxCount"/>; null of any other text.</summary>
    /// <param name="text">The text.</param>
    public static long? Count(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out decimal value) ? Count(value) : null;

    /// <summary>A number as a count, 1 to <see cref="MaxCount"/>; null of one that is none.</summary>
    /// <param name="value">The number.</param>
    public static long? Count(decimal value) => value is >= 1 and <= MaxCount && value == decimal.Truncate(value) ? (long)value : null;

    private static bool AreDigits(string text, int most) => text.Length > 0 && text.Length <= most && text.All(one => one is >= '0' and <= '9');
}
