using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace RsdtrEdge.Tools.Rsdtr.Html;

/// <summary>A whole page in one file: it loads nothing, runs nothing, and is well-formed XML besides HTML.</summary>
internal static class HtmlPage
{
    private const string Style = "style";

    // Nothing may be loaded, whatever a name in a report may hold.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'";

    // The elements that HTML closes by itself.
    private static readonly HashSet<string> Void = new(StringComparer.Ordinal) { "meta", "br" };

    private static readonly XmlWriterSettings Format = new() { OmitXmlDeclaration = true, Indent = true, NewLineChars = "\n" };

    /// <summary>Writes a page.</summary>
    /// <param name="title">What browsers call it.</param>
    /// <param name="header">What stands first.</param>
    /// <param name="sections">Its parts, each from <see cref="Tag.Section"/>; null for one that is not there.</param>
    /// <param name="footer">What stands last.</param>
    /// <returns>The page's text.</returns>
    public static string Write(string title, XElement header, IEnumerable<XElement?> sections, XElement footer)
    {
        XElement[] parts = [.. sections.OfType<XElement>()];
        XElement page = new(
            "html", new XAttribute("lang", "en"),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", Policy)),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                new XElement("meta", new XAttribute("name", "color-scheme"), new XAttribute("content", "light dark")),
                new XElement("title", title),
                new XElement(Style, PageStyle.Sheet)),
            new XElement("body", header, Contents(parts), new XElement("main", parts), footer));
        Clean(page);
        StringBuilder text = new("<!DOCTYPE html>\n");
        using (XmlWriter writer = XmlWriter.Create(text, Format))
        {
            page.WriteTo(writer);
        }

        return text.Append('\n').ToString();
    }

    private static XElement Contents(IEnumerable<XElement> parts) => new(
        "nav", new XAttribute("aria-label", "contents"),
        Tag.List(parts.Select(part => part.Element("h2")!).Select(heading => new XElement("a", new XAttribute("href", $"#{heading.Attribute("id")!.Value}"), heading.Value))));

    private static void Clean(XElement page)
    {
        foreach (XElement element in page.DescendantsAndSelf())
        {
            foreach (XAttribute attribute in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
            {
                attribute.Value = VisibleText.Of(attribute.Value);
            }

            if (element.Name != Style)
            {
                foreach (XText text in element.Nodes().OfType<XText>())
                {
                    text.Value = VisibleText.Of(text.Value);
                }
            }

            // HTML takes <p/> for a paragraph that goes on.
            if (element.IsEmpty && element.Name.Namespace == XNamespace.None && !Void.Contains(element.Name.LocalName))
            {
                element.Value = "";
            }
        }
    }
}
