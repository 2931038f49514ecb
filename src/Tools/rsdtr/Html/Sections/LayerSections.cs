using System.Globalization;
using System.Xml.Linq;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Tools.Rsdtr.Html.Charts;
using RsdtrEdge.Tools.Rsdtr.Output;

namespace RsdtrEdge.Tools.Rsdtr.Html.Sections;

/// <summary>What became of each layer: bars to see where the network was changed, and a table of everything known.</summary>
internal static class LayerSections
{
    private const string PaperMethod = "paper";

    /// <summary>Both sections; none where no layer was looked at.</summary>
    public static IEnumerable<XElement> Of(CompressionReport report)
    {
        if (report.Layers.Count == 0)
        {
            return [];
        }

        string word = PredictionSection.Word(report.Allocation?.Latency);
        bool hasTimes = report.Layers.Any(layer => layer.MicrosecondsBefore is not null || layer.MicrosecondsAfter is not null);
        return
        [
            Tag.Section(
                "bars", "Layers at a glance",
                new LayerBars("bars-parameters", "Parameters of each layer", figure => Figures.Count((long)figure))
                    .Draw([.. report.Layers.Select(layer => new LayerBar(layer.Name, layer.DenseParameters, layer.Parameters))], hasBefore: true),
                new LayerBars("bars-error", $"Relative error of each layer: {ErrorOf(report)}", figure => Figures.Error(figure))
                    .Draw([.. report.Layers.Select(layer => new LayerBar(layer.Name, null, layer.Error))], hasBefore: false),
                hasTimes
                    ? new LayerBars("bars-time", $"Microseconds of each layer, {word}", figure => Figures.Microseconds(figure))
                        .Draw([.. report.Layers.Select(layer => new LayerBar(layer.Name, layer.MicrosecondsBefore, layer.MicrosecondsAfter))], hasBefore: true)
                    : null),
            Tag.Section("layers", "Layers", Table(report, hasTimes ? word : null), Tag.Note($"The relative error is {ErrorOf(report)}.")),
        ];
    }

    // What LayerReport.Error says of itself.
    private static string ErrorOf(CompressionReport report) => report.Allocation?.Steering == SteeringKinds.Images && report.Tool.Method != PaperMethod
        ? "that of the layer's output against the original's, with what earlier layers have lost"
        : "that of the layer's kernel";

    private static XElement Table(CompressionReport report, string? timeWord)
    {
        string[] times = timeWord is null ? [] : [$"{timeWord} \u00B5s before", $"{timeWord} \u00B5s after"];
        HtmlTable table = new(
            "Convolutions and fully connected layers in the order of execution",
            ["layer", "<kernel", "<family", "<ranks", "shift", "<plan", "parameters before", "parameters after", "of before", "MACs after", "relative error", .. times, "<dense because"]);
        foreach (LayerReport layer in report.Layers)
        {
            object?[] predicted = timeWord is null ? [] : [KnownFigures.Microseconds(layer.MicrosecondsBefore), KnownFigures.Microseconds(layer.MicrosecondsAfter)];
            table.Add(
            [
                Tag.Code(layer.Name), layer.Shape.Count == 0 ? null : string.Join('x', layer.Shape), layer.Family, string.Join(',', layer.Ranks),
                layer.Shift?.ToString(CultureInfo.InvariantCulture) ?? "", Tag.Code(layer.Plan),
                KnownFigures.Count(layer.DenseParameters), Figures.Count(layer.Parameters), KnownFigures.Share(layer.Parameters, layer.DenseParameters),
                KnownFigures.Count(layer.Macs), Figures.Error(layer.Error), .. predicted, layer.Reason ?? "",
            ]);
        }

        return table.ToElement();
    }
}
