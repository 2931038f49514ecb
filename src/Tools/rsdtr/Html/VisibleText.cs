using System.Text;

namespace RsdtrEdge.Tools.Rsdtr.Html;

/// <summary>Makes of any text one that a page can hold and a reader can trust: names in models are bytes of anyone's choice.</summary>
internal static class VisibleText
{
    private const char Replacement = '\uFFFD';
    private const int FirstControlPicture = 0x2400;
    private const char DeletePicture = '\u2421';

    /// <summary>
    /// The text with its control characters as their pictures (U+2400 on), and everything else that XML does not allow, or that turns the
    /// direction of the words behind it, as U+FFFD.
    /// </summary>
    public static string Of(string text)
    {
        StringBuilder visible = new(text.Length);
        // Halves of a pair without the other half come as U+FFFD.
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                < 0x20 => visible.Append((char)(FirstControlPicture + rune.Value)),
                0x7F => visible.Append(DeletePicture),
                _ when IsHidden(rune.Value) => visible.Append(Replacement),
                _ => visible.Append(rune.ToString()),
            };
        }

        return visible.ToString();
    }

    private static bool IsHidden(int value) => value is (>= 0x80 and <= 0x9F) or (>= 0x2028 and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFFFE or 0xFFFF;
}
