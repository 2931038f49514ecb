using System.Globalization;
using System.Xml.Linq;
using RsdtrEdge.Tools.Plots;

namespace RsdtrEdge.Tools.Rsdtr.Html.Charts;

/// <summary>The frame of a picture within a page, whose colours the page's style sets.</summary>
internal static class Picture
{
    /// <summary>A picture that is read out by its title and description.</summary>
    /// <param name="kind">Its class in the style sheet.</param>
    /// <param name="id">A name that no other picture of the page has.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="description">What can be seen in it, for those who do not see it.</param>
    /// <param name="content">What is drawn.</param>
    public static XElement Of(string kind, string id, double width, double height, string title, string description, params object?[] content) => new(
        Svg.Namespace + "svg",
        new XAttribute("class", kind), new XAttribute("viewBox", $"0 0 {Svg.Number(width)} {Svg.Number(height)}"),
        new XAttribute("role", "img"), new XAttribute("aria-labelledby", string.Create(CultureInfo.InvariantCulture, $"{id}-title {id}-description")),
        new XElement(Svg.Namespace + "title", new XAttribute("id", $"{id}-title"), title),
        new XElement(Svg.Namespace + "desc", new XAttribute("id", $"{id}-description"), description),
        content);

    /// <summary>The words that a browser shows over an element.</summary>
    public static XElement Hint(string text) => new(Svg.Namespace + "title", text);

    /// <summary>A class of the style sheet.</summary>
    public static XAttribute Class(string name) => new("class", name);
}
