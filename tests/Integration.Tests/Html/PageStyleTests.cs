using System.Globalization;
using System.Text.RegularExpressions;
using RsdtrEdge.Tools.Rsdtr.Html;

namespace RsdtrEdge.Integration.Tests.Html;

public sealed partial class PageStyleTests
{
    // Pairs of words and what they stand on.
    private static readonly (string Words, string Ground)[] Read =
        [("text", "page"), ("text", "panel"), ("quiet", "page"), ("quiet", "panel"), ("link", "page"), ("met", "met-panel"), ("passed", "passed-panel"), ("missed", "missed-panel"), ("missed", "page")];

    // What is drawn needs less.
    private static readonly (string Drawn, string Ground)[] Seen = [("before", "page"), ("after", "page"), ("limit", "page"), ("before", "panel"), ("after", "panel")];

    [Fact]
    public void It_holds_nothing_that_XML_escapes() => Assert.DoesNotMatch("[<>&]", PageStyle.Sheet);

    [Fact]
    public void It_has_light_and_dark_and_paper()
    {
        Assert.Contains("@media screen and (prefers-color-scheme: dark)", PageStyle.Sheet, StringComparison.Ordinal);
        Assert.Contains("@media print", PageStyle.Sheet, StringComparison.Ordinal);
        string[] schemes = Schemes();
        Assert.Equal(2, schemes.Length);
        Assert.Equal(Colours(schemes[0]).Keys.Order(StringComparer.Ordinal), Colours(schemes[1]).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Words_and_drawings_stand_out_as_WCAG_demands() => Assert.All(Schemes().Select(Colours), colours =>
    {
        Assert.All(Read, pair => Assert.True(Contrast(colours[pair.Words], colours[pair.Ground]) >= 4.5, pair.ToString()));
        Assert.All(Seen, pair => Assert.True(Contrast(colours[pair.Drawn], colours[pair.Ground]) >= 3, pair.ToString()));
    });

    // WCAG 2.2, "contrast ratio": 1 to 21.
    private static double Contrast(string one, string other)
    {
        (double a, double b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Channel(int index)
        {
            double value = int.Parse(colour.AsSpan(1 + (2 * index), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Channel(0)) + (0.7152 * Channel(1)) + (0.0722 * Channel(2));
    }

    private static string[] Schemes() => [.. Scheme().Matches(PageStyle.Sheet).Select(match => match.Groups[1].Value)];

    private static Dictionary<string, string> Colours(string scheme) => Colour().Matches(scheme).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

    [GeneratedRegex(@":root \{([^}]*)\}")]
    private static partial Regex Scheme();

    [GeneratedRegex("--([a-z-]+): (#[0-9a-f]{6});")]
    private static partial Regex Colour();
}
