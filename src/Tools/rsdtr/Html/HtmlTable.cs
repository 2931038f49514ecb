using System.Xml.Linq;

namespace RsdtrEdge.Tools.Rsdtr.Html;

/// <summary>
/// A table whose first column names its rows. Columns are aligned as in the tool's text: the first one to the left, the others to the right
/// unless their header begins with &lt;.
/// </summary>
/// <param name="caption">What the table holds.</param>
/// <param name="headers">The columns.</param>
internal sealed class HtmlTable(string caption, params string[] headers)
{
    private readonly List<XElement> _rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="cells">Words or elements, as many as there are columns; null is not known.</param>
    public HtmlTable Add(params object?[] cells)
    {
        _rows.Add(new XElement("tr", cells.Select((cell, column) => column == 0
            ? new XElement("th", new XAttribute("scope", "row"), Tag.Known(cell))
            : new XElement("td", Alignment(column), Tag.Known(cell)))));
        return this;
    }

    /// <summary>The table, in a frame of its own where it is wider than the page.</summary>
    public XElement ToElement() => new(
        "div", new XAttribute("class", "wide"), new XAttribute("role", "region"), new XAttribute("aria-label", caption), new XAttribute("tabindex", 0),
        new XElement(
            "table", new XElement("caption", caption),
            new XElement("thead", new XElement("tr", headers.Select((header, column) => new XElement("th", new XAttribute("scope", "col"), Alignment(column), header.TrimStart('<'))))),
            new XElement("tbody", _rows)));

    private XAttribute? Alignment(int column) => column == 0 || headers[column].StartsWith('<') ? null : new XAttribute("class", "figure");
}
