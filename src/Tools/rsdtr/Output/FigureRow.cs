using RsdtrEdge.Compressor.Reports;

namespace RsdtrEdge.Tools.Rsdtr.Output;

/// <summary>A figure of a network, in the text and on the page alike.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Before">The original's; null where it is not known.</param>
/// <param name="After">The compressed network's; null where it is not known.</param>
/// <param name="Limit">The most that the budget allows; null for no limit.</param>
internal sealed record FigureRow(string Name, long? Before, long? After, long? Limit)
{
    /// <summary>What a compression made of a network's figures.</summary>
    public static IReadOnlyList<FigureRow> Of(CompressionReport report) =>
    [
        new("parameters", report.Before.Parameters, report.After.Parameters, report.Budget?.Parameters),
        new("MACs", report.Before.Macs, report.After.Macs, report.Budget?.Macs),
        new("FLOPs (2 x MACs)", report.Before.Flops, report.After.Flops, report.Budget?.Flops),
        new("bytes", report.Before.Bytes, report.After.Bytes, report.Budget?.ModelBytes),
        new("peak activation bytes (estimate)", report.Before.PeakActivationBytes, report.After.PeakActivationBytes, report.Budget?.PeakActivationBytes),
    ];
}
