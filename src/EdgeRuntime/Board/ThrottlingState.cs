using System.Globalization;
using System.Text.Json.Serialization;

namespace RsdtrEdge.Runtime.Board;

/// <summary>
/// The throttling word of the Raspberry Pi's firmware (<c>get_throttled</c>): bits 0 to 3 say what holds now, bits 16 to 19
/// what has happened: since the start of the machine, or where the kernel fetches the word (<see cref="IsPolled"/>) since it did so the time before.
/// </summary>
/// <param name="Word">The word as the firmware gives it.</param>
public sealed record ThrottlingState(uint Word)
{
    /// <summary>How often the kernel fetches the word for its file, about.</summary>
    internal static readonly TimeSpan PollPeriod = TimeSpan.FromSeconds(2);

    private const uint NowMask = 0xF;

    private static readonly (uint Bit, string Text)[] Causes =
    [
        (1u << 0, "under-voltage"),
        (1u << 1, "Arm frequency capped"),
        (1u << 2, "throttled"),
        (1u << 3, "soft temperature limit"),
    ];

    /// <summary>
    /// Whether the word comes from the kernel's file: the driver (raspberrypi-hwmon) fetches it from the firmware about every two seconds, and has the memory in bits
    /// 16 to 19 cleared each time. So it is up to two seconds old, and remembers two seconds. Otherwise the firmware itself was asked (<c>vcgencmd</c>).
    /// </summary>
    public bool IsPolled { get; init; }

    /// <summary>Whether the processor is held back now.</summary>
    public bool IsActive => (Word & NowMask) != 0;

    /// <summary>What holds it back now.</summary>
    [JsonIgnore]
    public IEnumerable<string> ActiveCauses => CausesOf(Word);

    /// <summary>What held it back between an earlier reading and this one: at either of them, or for a moment between, if the word remembers that and did not before.</summary>
    /// <param name="earlier">The earlier reading.</param>
    public IEnumerable<string> CausesSince(ThrottlingState earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return CausesSince(earlier, TimeSpan.Zero);
    }

    /// <summary>What held it back between an earlier reading and this one.</summary>
    /// <param name="earlier">The earlier reading.</param>
    /// <param name="window">As <see cref="HeldSince"/> takes it.</param>
    internal IEnumerable<string> CausesSince(ThrottlingState earlier, TimeSpan window) => CausesOf(earlier.Word | HeldSince(earlier, window));

    /// <summary>
    /// In bits 0 to 3 what holds now or, by the word's memory, has held for a moment since an earlier reading. The firmware's memory lasts until the machine is started
    /// again: of what it held at the earlier reading it tells nothing more. That of the kernel's file is of the last seconds, whatever it held before.
    /// </summary>
    /// <param name="earlier">The earlier reading; null: none, so that nothing of the memory is new by comparison.</param>
    /// <param name="window">How long before this reading the time began that is asked about: all that the kernel's file remembers counts from a <see cref="PollPeriod"/> on.</param>
    internal uint HeldSince(ThrottlingState? earlier, TimeSpan window) =>
        Word | ((IsPolled && window >= PollPeriod ? Word : Word & ~(earlier?.Word ?? Word)) >> 16);

    /// <summary>Reads the word from hexadecimal digits, with or without <c>0x</c> or <c>throttled=</c>.</summary>
    /// <param name="text">What sysfs or vcgencmd says.</param>
    /// <returns>The state, or null where there is no such word in the text.</returns>
    public static ThrottlingState? TryParse(string? text)
    {
        string digits = text?.Trim() ?? "";
        digits = digits.StartsWith("throttled=", StringComparison.Ordinal) ? digits["throttled=".Length..] : digits;
        digits = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? digits[2..] : digits;
        return uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint word) ? new ThrottlingState(word) : null;
    }

    /// <summary>The word and what it means, for a person.</summary>
    public override string ToString()
    {
        string now = IsActive ? string.Join(", ", ActiveCauses) : "none";
        string before = string.Join(", ", CausesOf(Word >> 16));
        return string.Create(CultureInfo.InvariantCulture, $"{now} now{(before.Length == 0 ? "" : $"; {(IsPolled ? "in the last seconds" : "since the start")}: {before}")} (0x{Word:x})");
    }

    private static IEnumerable<string> CausesOf(uint word) => Causes.Where(cause => (word & cause.Bit) != 0).Select(cause => cause.Text);
}
