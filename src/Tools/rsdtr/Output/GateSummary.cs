using System.Globalization;
using System.Text;
using RsdtrEdge.BuildTasks.Diagnostics;
using RsdtrEdge.BuildTasks.Gate;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Tools.Rsdtr.Gate;

namespace RsdtrEdge.Tools.Rsdtr.Output;

/// <summary>A build's networks as a section of a job's summary: GitHub's Markdown, a table and a list of what failed.</summary>
internal static class GateSummary
{
    /// <summary>The section, with the line end of the last line.</summary>
    /// <param name="request">The build.</param>
    /// <param name="reports">The reports, in the order of the request's networks.</param>
    /// <param name="lockLines">What the lock file's verdict is.</param>
    public static string ToMarkdown(GateRequest request, IReadOnlyList<CompressionReport> reports, IReadOnlyList<Diagnostic> lockLines)
    {
        StringBuilder text = new();
        text.Append(SummaryText.Title(request.Project, request.Framework));
        text.Append("| network | budget | | before | after | limit | output error, agreement | verdict |\n|---|---|---|--:|--:|--:|---|---|\n");
        foreach ((GateModel model, CompressionReport report) in request.Models.Zip(reports).OrderBy(pair => pair.First.Name, StringComparer.Ordinal))
        {
            AppendRows(text, model, report);
        }

        CanonicalLine[] told = [.. request.Models.OrderBy(model => model.Name, StringComparer.Ordinal).SelectMany(model => File.ReadLines(model.Verdict))
            .Select(line => CanonicalLine.TryParse(line, out CanonicalLine? parsed) ? parsed : null).OfType<CanonicalLine>().Concat(lockLines.Select(Of))];
        return text.Append(SummaryText.Lists(told)).Append('\n').ToString();
    }

    private static CanonicalLine Of(Diagnostic one) =>
        new(one.File, one.File is null ? 0 : Math.Max(1, one.Line), one.Severity == DiagnosticSeverity.Error, one.Descriptor.Id, one.Message.ReplaceLineEndings(" "));

    private static void AppendRows(StringBuilder text, GateModel model, CompressionReport report)
    {
        BudgetReport? budget = report.Budget;
        string name = budget?.Name is { Length: > 0 } given ? given : "options";
        void Row(string first, string second, string figure, long? before, long? after, long? limit, string error, string verdict) => text.Append(
            CultureInfo.InvariantCulture,
            $"| {first} | {second} | {figure} | {Figures.Count(before)} | {Figures.Count(after)}{Share(after, before)} | {(limit is { } most ? Figures.Count(most) : "")} | {error} | {verdict} |\n");

        Row(SummaryText.Escape(model.Name), SummaryText.Escape(name), "parameters", report.Before.Parameters, report.After.Parameters, budget?.Parameters, Outputs(report.Receipt, budget), Verdict(report.Verdict));
        Row("", "", "FLOPs", report.Before.Flops, report.After.Flops, budget?.Flops, "", "");
        Row("", "", "bytes", report.Before.Bytes, report.After.Bytes, budget?.ModelBytes, "", "");
        if (budget?.PeakActivationBytes is { } peak)
        {
            Row("", "", "peak activation bytes", report.Before.PeakActivationBytes, report.After.PeakActivationBytes, peak, "", "");
        }
    }

    private static string Share(long? after, long? before) => Figures.Share(after, before) is { Length: > 0 } share ? $" ({share})" : "";

    private static string Outputs(Receipt? receipt, BudgetReport? budget)
    {
        if (receipt is null)
        {
            return "unchanged";
        }

        string inputs = receipt.Inputs == InputKinds.Images
            ? string.Create(CultureInfo.InvariantCulture, $"{receipt.Images} images")
            : "noise: no statement about accuracy";
        string error = Figures.Error(receipt.OutputError) + (budget?.MaxOutputError is { } most ? $" of at most {Figures.Error(most)}" : "");
        string agreement = receipt.Agreement is { } share
            ? $", {Figures.Percent(share)}{(budget?.MinAgreement is { } least ? $" of at least {Figures.Percent(least)}" : "")}"
            : "";
        return $"{error}{agreement} ({inputs})";
    }

    private static string Verdict(Verdict verdict) => verdict switch
    {
        Compressor.Reports.Verdict.Met => "met",
        Compressor.Reports.Verdict.PassedThrough => "met by the original",
        _ => "**not met**",
    };
}
