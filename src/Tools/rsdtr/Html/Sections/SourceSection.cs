using System.Xml.Linq;
using RsdtrEdge.Compressor.Reports;

namespace RsdtrEdge.Tools.Rsdtr.Html.Sections;

/// <summary>Where the result comes from: the file, the program with its options, and what was done to the graph first.</summary>
internal static class SourceSection
{
    /// <summary>The section.</summary>
    public static XElement Of(CompressionReport report) => Tag.Section(
        "source", "Source and tool",
        Tag.Facts(
            "facts",
            [("file", Tag.Code(report.Source.File)), ("file hash (XxHash128)", report.Source.XxHash128), .. OfTool(report.Tool)]),
        new XElement("h3", "Done to the graph before compression"),
        report.Canonicalization.Count == 0 ? Tag.Paragraph("Nothing.") : Tag.List(report.Canonicalization));

    /// <summary>The program that wrote a report, with its options.</summary>
    public static IEnumerable<(string Name, object? Value)> OfTool(ToolReport tool) =>
    [
        ("tool", $"{tool.Name} {tool.Version}"), ("verified with ONNX Runtime", tool.OnnxRuntime), ("method", tool.Method), ("options", Tag.Code(tool.Options)),
    ];
}
