using System.Xml.Linq;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Tools.Rsdtr.Output;

namespace RsdtrEdge.Tools.Rsdtr.Html.Sections;

/// <summary>How near the outputs are to the original's: the receipt.</summary>
internal static class OutputSection
{
    /// <summary>The section.</summary>
    public static XElement Of(CompressionReport report)
    {
        if (report.Receipt is not { } receipt)
        {
            return Tag.Section("outputs", "Outputs", Tag.Paragraph(report.Verdict == Verdict.PassedThrough
                ? "The original was passed through, so that its outputs are what they were."
                : "The network could not be run, so that its outputs were not compared with the original's."));
        }

        // Noise says nothing of accuracy, so that no limit is held against it.
        bool judges = receipt.Inputs == InputKinds.Images;
        (double? most, double? least) = (report.Budget?.MaxOutputError, report.Budget?.MinAgreement);
        HtmlTable table = new($"Measured in ONNX Runtime with {CompressionText.Inputs(receipt)}", "figure", "original", "compressed", "limit", "<limit kept");
        table.Add(
            "relative output error", "", KnownFigures.Error(receipt.OutputError), most is null ? "" : $"at most {Figures.Error(most)}",
            LimitMark.Of(most is not null, judges && receipt.OutputError is { } error ? error <= most : null));
        table.Add(
            "same top-1 class as the original", "", KnownFigures.Percent(receipt.Agreement), least is null ? "" : $"at least {Figures.Percent(least)}",
            LimitMark.Of(least is not null, judges && receipt.Agreement is { } agreement ? agreement >= least : null));
        table.Add("top-1", KnownFigures.Percent(receipt.Top1Before), KnownFigures.Percent(receipt.Top1After), "", "");
        return Tag.Section(
            "outputs", "Outputs", table.ToElement(),
            receipt.LabelsIgnored is { } fault ? Tag.Paragraph($"Top-1 is left out, because the data {fault}.") : null,
            receipt.OutputErrors.Count > 1 ? Outputs(receipt) : null);
    }

    private static XElement Outputs(Receipt receipt)
    {
        HtmlTable table = new("Each output", "output", "relative error");
        foreach ((string name, double error) in receipt.OutputErrors.OrderBy(output => output.Key, StringComparer.Ordinal))
        {
            table.Add(Tag.Code(name), Figures.Error(error));
        }

        return table.ToElement();
    }
}
