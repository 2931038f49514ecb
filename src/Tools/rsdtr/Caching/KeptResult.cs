using System.Text.Json;
using RsdtrEdge.Compressor.Caching;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Tools.Rsdtr.Caching;

/// <summary>The result of a compression as the cache keeps it: the network's and the report's bytes, the text for the terminal, and the verdict.</summary>
/// <param name="Verdict">Whether the budget is met.</param>
/// <param name="HasBudget">Whether there was one.</param>
/// <param name="HasModel">Whether a network is written.</param>
/// <param name="Diagnostics">What the gate says, of the files of the command line at hand.</param>
internal sealed record KeptResult(Verdict Verdict, bool HasBudget, bool HasModel, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The network. Absent where there is none, and where it is the original, which who asks has.</summary>
    public const string ModelPart = "model";

    /// <summary>The report. It names files without their folders: it is the same wherever the model lies.</summary>
    public const string ReportPart = "report";

    /// <summary>What is printed.</summary>
    public const string TextPart = "text";

    private const string VerdictPart = "verdict";

    /// <summary>What is to be kept of a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="report">Its report, as it is written.</param>
    /// <param name="text">Its text, as it is printed.</param>
    /// <param name="target">The network's file, written.</param>
    /// <param name="paths">The files of the command line.</param>
    /// <returns>Null where the result tells of a file that another command line would not name.</returns>
    public static IReadOnlyList<CachePart>? ToParts(CompressionResult result, string report, string text, string target, PathTokens paths)
    {
        List<KeptDiagnostic> diagnostics = [];
        foreach (Diagnostic diagnostic in result.Diagnostics)
        {
            string? file = diagnostic.File is null ? "" : paths.TokenOf(diagnostic.File);
            if (file is null)
            {
                return null;
            }

            diagnostics.Add(new KeptDiagnostic(diagnostic.Descriptor.Id, diagnostic.Severity, file, diagnostic.Line, paths.Hide(diagnostic.Message)));
        }

        Verdict verdict = result.Report.Verdict;
        KeptVerdict kept = new(verdict, result.Report.Budget is not null, result.Model is not null, [.. diagnostics]);
        CachePart[] parts = [CachePart.OfText(ReportPart, report), CachePart.OfText(TextPart, text), CachePart.OfText(VerdictPart, JsonSerializer.Serialize(kept))];
        return result.Model is null || verdict == Verdict.PassedThrough ? parts : [CachePart.OfFile(ModelPart, target), .. parts];
    }

    /// <summary>Reads what was kept.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="paths">The files of the command line.</param>
    /// <returns>Null where it cannot be used here: then the result is made again.</returns>
    public static KeptResult? Parse(CacheEntry entry, PathTokens paths)
    {
        KeptVerdict kept = JsonSerializer.Deserialize<KeptVerdict>(entry.ReadText(VerdictPart))!;
        List<Diagnostic> diagnostics = [];
        foreach (KeptDiagnostic one in kept.Diagnostics)
        {
            DiagnosticDescriptor? descriptor = DiagnosticCatalog.All.FirstOrDefault(known => known.Id == one.Code);
            string? file = one.File.Length == 0 ? null : paths.PathOf(one.File);
            if (descriptor is null || (file is null && one.File.Length > 0))
            {
                return null;
            }

            diagnostics.Add(new Diagnostic(descriptor, one.Severity, file, one.Line, paths.Show(one.Message)));
        }

        return new KeptResult(kept.Verdict, kept.HasBudget, kept.HasModel, diagnostics);
    }

    private sealed record KeptVerdict(Verdict Verdict, bool HasBudget, bool HasModel, KeptDiagnostic[] Diagnostics);

    private sealed record KeptDiagnostic(string Code, DiagnosticSeverity Severity, string File, int Line, string Message);
}
