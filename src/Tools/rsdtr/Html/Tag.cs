using System.Xml.Linq;

namespace RsdtrEdge.Tools.Rsdtr.Html;

/// <summary>The elements that a page is made of. Words are escaped when the page is written, whatever they hold.</summary>
internal static class Tag
{
    /// <summary>What stands for a figure that is not known.</summary>
    public const string Dash = "\u2013";

    /// <summary>A part of the page with a heading, which the page's contents name.</summary>
    /// <param name="id">The heading's address within the page.</param>
    /// <param name="title">The heading.</param>
    /// <param name="content">What stands below it.</param>
    public static XElement Section(string id, string title, params object?[] content) => new(
        "section", new XAttribute("aria-labelledby", id), new XElement("h2", new XAttribute("id", id), title), content);

    /// <summary>A paragraph.</summary>
    public static XElement Paragraph(params object?[] content) => new("p", content);

    /// <summary>A remark about what stands above it.</summary>
    public static XElement Note(params object?[] content) => new("p", new XAttribute("class", "note"), content);

    /// <summary>A name out of a file: of a layer, a file, a plan.</summary>
    public static XElement Code(string text) => new("code", text);

    /// <summary>A list, each of whose items may be words, an element or an array of both.</summary>
    public static XElement List(IEnumerable<object> items) => new("ul", items.Select(item => new XElement("li", item)));

    /// <summary>Names with a value each.</summary>
    /// <param name="kind">How they are laid out: <c>facts</c> in lines, <c>tiles</c> beside each other.</param>
    /// <param name="facts">The names and values; null is not known.</param>
    public static XElement Facts(string kind, params IEnumerable<(string Name, object? Value)> facts) => new(
        "dl", new XAttribute("class", kind),
        facts.Select(fact => new XElement("div", new XElement("dt", fact.Name), new XElement("dd", Known(fact.Value)))));

    /// <summary>A value, or the dash where it is not known.</summary>
    public static object Known(object? value) => value ?? new XElement("span", new XAttribute("title", "not known"), Dash);
}
