using System.Xml.Linq;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Tools.Rsdtr.Html;

namespace RsdtrEdge.Integration.Tests.Html;

/// <summary>What holds for each page: it stands alone, it can be trusted with any name, and it can be read by everyone.</summary>
public sealed class HtmlPageTests
{
    private static readonly string[] Loading = ["script", "link", "img", "iframe", "object", "embed", "base", "form", "image", "use"];

    public static TheoryData<string> Pages { get; } = new("full", "bare", "training", "hostile");

    [Theory]
    [MemberData(nameof(Pages))]
    public void It_loads_nothing_and_runs_nothing(string name)
    {
        string html = Html(name);
        PageReader page = new(html);
        Assert.DoesNotContain(page.Root.Descendants(), element => Loading.Contains(element.Name.LocalName));
        Assert.All(page.Root.Descendants().Attributes().Where(attribute => !attribute.IsNamespaceDeclaration), attribute =>
        {
            Assert.False(attribute.Name.LocalName is "src" or "srcset" or "style" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal), attribute.ToString());
            Assert.DoesNotContain("://", attribute.Value, StringComparison.Ordinal);
            Assert.True(attribute.Name.LocalName != "href" || attribute.Value.StartsWith('#'), attribute.ToString());
        });
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", PageStyle.Sheet, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", PageStyle.Sheet, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void It_can_be_read_out(string name)
    {
        PageReader page = new(Html(name));
        Assert.Equal("en", page.Root.Attribute("lang")!.Value);
        Assert.All(page.Root.Descendants("th"), header => Assert.True(header.Attribute("scope")!.Value is "row" or "col" && header.Value.Length > 0));
        Assert.All(page.Root.Descendants("table"), table => Assert.NotEmpty(table.Element("caption")!.Value));
        // A row has a cell for each column.
        Assert.All(page.Root.Descendants("table"), table => Assert.Single(table.Descendants("tr").Select(row => row.Elements().Count()).Distinct()));

        string[] names = [.. page.Root.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(names.Distinct(), names);
        Assert.All(page.Root.Descendants().Attributes("aria-labelledby").SelectMany(attribute => attribute.Value.Split(' ')), id => Assert.Contains(id, names));
        Assert.All(page.Root.Descendants("a"), link => Assert.Contains(link.Attribute("href")!.Value[1..], names));
        Assert.Equal(page.Sections, page.Root.Descendants("nav").Single().Descendants("a").Select(link => link.Value));
        Assert.All(page.Pictures, picture =>
        {
            Assert.Equal("img", picture.Attribute("role")!.Value);
            Assert.All((string[])["title", "desc"], part => Assert.NotEmpty(picture.Elements().Single(element => element.Name.LocalName == part).Value));
        });
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Equal_reports_give_equal_bytes(string name) => Assert.Equal(Html(name), Html(name));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Browsers_close_no_element_too_late(string name) =>
        // HTML reads <p/> as <p>, but for its void elements and what is drawn.
        Assert.DoesNotMatch(@"<(?!meta |rect |line |circle |polyline |text )[a-z0-9]+( [^>]*)?/>", Html(name));

    [Fact]
    public void A_name_may_hold_anything()
    {
        PageReader page = new(Html("hostile"));
        // The bell is shown as its picture, and the sign that turns the direction of what follows is not there any more.
        string shown = SampleReports.HostileName.Replace('\u0007', '\u2407').Replace('\u202E', '\uFFFD');
        Assert.Equal("2,3,4,5", page.Row("layers", shown)[2]);
        Assert.Equal(shown, page.Root.Descendants("h1").Single().Value);
        Assert.DoesNotContain("<script", Html("hostile"), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("plain /blocks.0/conv", "plain /blocks.0/conv")]
    [InlineData("\u0000\t\n\u007F", "\u2400\u2409\u240A\u2421")]
    [InlineData("a\u0085b\uFFFEc", "a\uFFFDb\uFFFDc")]
    [InlineData("畳み込み \U0001F600", "畳み込み \U0001F600")]
    public void Text_is_made_visible(string text, string visible) => Assert.Equal(visible, VisibleText.Of(text));

    [Fact]
    public void Half_a_pair_is_no_letter() => Assert.Equal("\uFFFDa\uFFFD", VisibleText.Of("\uD83Da\uDE00"));

    private static string Html(string name)
    {
        CompressionReport full = SampleReports.Full();
        return name switch
        {
            "full" => CompressionPage.ToHtml(full with { FineTuning = SampleReports.Training() }),
            "bare" => CompressionPage.ToHtml(SampleReports.Bare()),
            "training" => FineTuningPage.ToHtml(SampleReports.Training()),
            _ => CompressionPage.ToHtml(full with
            {
                Source = new SourceReport(SampleReports.HostileName, SampleReports.HostileName),
                Layers = [.. full.Layers.Take(1).Select(layer => layer with { Name = SampleReports.HostileName, Plan = SampleReports.HostileName, Reason = SampleReports.HostileName })],
                Canonicalization = [SampleReports.HostileName],
            }),
        };
    }
}
