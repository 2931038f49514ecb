using System.Xml.Linq;

namespace RsdtrEdge.Tools.Rsdtr.Html.Sections;

/// <summary>What holds for all figures of a page.</summary>
internal static class PageFooter
{
    /// <summary>The page's end.</summary>
    /// <param name="schema">The version of the report's format.</param>
    public static XElement Of(string schema) => new(
        "footer",
        Tag.Paragraph($"{Tag.Dash} is a figure that is not known. FLOPs are 2 x MACs. Written by rsdtr report from a report of the format ", Tag.Code(schema), "; every figure here is one of it, or follows from it."));
}
