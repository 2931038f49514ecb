using System.Xml.Linq;

namespace RsdtrEdge.Integration.Tests.Html;

/// <summary>A page as its readers have it: headings, tables with named rows, pictures.</summary>
internal sealed class PageReader
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Parses a page, which must be well-formed XML behind the line that names HTML.</summary>
    public PageReader(string html)
    {
        Assert.StartsWith("<!DOCTYPE html>\n", html, StringComparison.Ordinal);
        Root = XDocument.Parse(html).Root!;
    }

    /// <summary>The element <c>html</c>.</summary>
    public XElement Root { get; }

    /// <summary>The pictures.</summary>
    public IEnumerable<XElement> Pictures => Root.Descendants(Svg + "svg");

    /// <summary>The headings of the sections.</summary>
    public string[] Sections => [.. Root.Descendants("h2").Select(heading => heading.Value)];

    /// <summary>The words of the section with an address.</summary>
    public string Text(string section) => Section(section).Value;

    /// <summary>The headers of the table in a section.</summary>
    /// <param name="section">The section's address.</param>
    /// <param name="table">Which of its tables.</param>
    public string[] Columns(string section, int table = 0) => [.. Table(section, table).Descendants("th").Where(header => header.Attribute("scope")!.Value == "col").Select(header => header.Value)];

    /// <summary>The cells of a row, without its name.</summary>
    /// <param name="section">The section's address.</param>
    /// <param name="row">The row's name.</param>
    /// <param name="table">Which of the section's tables.</param>
    public string[] Row(string section, string row, int table = 0)
    {
        XElement found = Assert.Single(Table(section, table).Descendants("tr"), one => one.Element("th") is { } header && header.Attribute("scope")!.Value == "row" && header.Value == row);
        return [.. found.Elements("td").Select(cell => cell.Value)];
    }

    /// <summary>The picture with a name.</summary>
    public XElement Picture(string id) => Assert.Single(Pictures, picture => picture.Attribute("aria-labelledby")!.Value.StartsWith($"{id}-title ", StringComparison.Ordinal));

    /// <summary>The widths of the bars of a class in a picture, without the legend's.</summary>
    public string[] Bars(string id, string kind) =>
        [.. Picture(id).Descendants(Svg + "rect").Where(bar => bar.Attribute("class")!.Value == kind && bar.Element(Svg + "title") is not null).Select(bar => bar.Attribute("width")!.Value)];

    private XElement Section(string id) => Assert.Single(Root.Descendants("section"), section => section.Attribute("aria-labelledby")!.Value == id);

    private XElement Table(string section, int table) => Section(section).Descendants("table").ElementAt(table);
}
