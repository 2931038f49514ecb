using System.Xml.Linq;

namespace RsdtrEdge.Tools.Rsdtr.Html.Sections;

/// <summary>What a table says of a limit. The verdict is the report's; this tells where it comes from.</summary>
internal static class LimitMark
{
    /// <summary>Nothing where there is no limit, otherwise whether it is kept.</summary>
    /// <param name="hasLimit">Whether there is a limit.</param>
    /// <param name="isKept">Whether it is kept; null where that was not checked.</param>
    public static object Of(bool hasLimit, bool? isKept) => (hasLimit, isKept) switch
    {
        (false, _) => "",
        (true, null) => "not checked",
        (true, true) => "kept",
        _ => new XElement("strong", new XAttribute("class", "exceeded"), "not kept"),
    };
}
