using RsdtrEdge.Compressor.Caching;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;
using RsdtrEdge.Tools.Common;
using RsdtrEdge.Tools.Rsdtr.Output;

namespace RsdtrEdge.Tools.Rsdtr.Caching;

/// <summary>One compression from file to files: made, or taken from what was kept.</summary>
internal static class CachedCompression
{
    /// <summary>Runs it.</summary>
    /// <param name="files">What is read and written.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="cache">What results are kept in; null for nothing.</param>
    /// <param name="cancellation">Stops it; then nothing is written.</param>
    /// <returns>The exit code.</returns>
    public static int Run(CompressionFiles files, CompressionOptions options, ResultCache? cache, CancellationToken cancellation)
    {
        OnnxModel model;
        using (ProgressDisplay progress = new())
        {
            model = OnnxModelFile.Load(files.Model, cancellation);
        }

        string?[] sources = [files.Model, .. model.ExternalFiles, options.Budget.SourcePath, options.Profile ?? options.Budget.ProfilePath, options.Calibration, options.FineTuning?.Data];
        OutputPath.Require(sources, ("--output", files.Target), ("--report", files.Report), ("--diagnostics", files.Diagnostics));
        using CacheLease? lease = Enter(cache, model, options, cancellation);
        using CacheEntry? kept = lease?.Read(cancellation);
        PathTokens paths = new(files.Model, options);
        if (kept is not null && KeptResult.Parse(kept, paths) is { } known)
        {
            cancellation.ThrowIfCancellationRequested();
            return Take(known, kept, model, files);
        }

        CompressionResult result;
        using (ProgressDisplay progress = new())
        {
            result = ModelCompressor.Compress(model, options, progress, cancellation);
        }

        cancellation.ThrowIfCancellationRequested();
        string report = ReportFile.ToJson(result.Report);
        string text = Text(result);
        int exitCode = Write(result, report, text, files);
        // All is written: who stops now has nothing to lose by the entry, and it goes into place at once or not at all.
        if (lease is not null && KeptResult.ToParts(result, report, text, files.Target, paths) is { } parts)
        {
            Keep(lease, parts, model, files, options);
        }

        return exitCode;
    }

    // What the key is made of may be absent or unreadable: then the compression itself says so, with the code for it.
    private static CacheLease? Enter(ResultCache? cache, OnnxModel model, CompressionOptions options, CancellationToken cancellation)
    {
        if (cache is null)
        {
            return null;
        }

        CacheKey key;
        try
        {
            key = CacheKey.Of(model, options, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return cache.Enter(key, cancellation);
    }

    private static int Take(KeptResult known, CacheEntry kept, OnnxModel model, CompressionFiles files)
    {
        if (known.Verdict == Verdict.PassedThrough)
        {
            OnnxModelFile.CopyUnchanged(model, files.Model, files.Target);
        }
        else if (kept.Has(KeptResult.ModelPart))
        {
            AtomicFile.Write(files.Target, stream => kept.CopyTo(KeptResult.ModelPart, stream));
        }

        if (files.Report is not null)
        {
            AtomicFile.Write(files.Report, stream => kept.CopyTo(KeptResult.ReportPart, stream));
        }

        Console.Out.Write(kept.ReadText(KeptResult.TextPart));
        CacheText.Tell("the result was made before and is taken from what was kept");
        return Finish(known.Verdict, known.HasBudget, known.HasModel, known.Diagnostics, files);
    }

    private static string Text(CompressionResult result)
    {
        StringWriter text = new();
        CompressionText.Write(result.Report, text);
        return text.ToString();
    }

    private static int Write(CompressionResult result, string report, string text, CompressionFiles files)
    {
        if (result.Model is { } compressed)
        {
            WriteModel(result, compressed, files);
        }

        if (files.Report is not null)
        {
            AtomicFile.WriteText(files.Report, report);
        }

        Console.Out.Write(text);
        return Finish(result.Report.Verdict, result.Report.Budget is not null, result.Model is not null, result.Diagnostics, files);
    }

    // The key was made before images and profile were read: of files that changed meanwhile nobody can say which of both the result is of.
    private static void Keep(CacheLease lease, IReadOnlyList<CachePart> parts, OnnxModel model, CompressionFiles files, CompressionOptions options)
    {
        CacheKey? now = null;
        try
        {
            now = CacheKey.Now(model, files.Model, options);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or RsdtrException)
        {
            // What cannot be read any more has changed, too.
        }

        if (now != lease.Key)
        {
            CacheText.Tell("a file that the result depends on was changed meanwhile, so that the result is not kept");
        }
        else if (lease.Store(parts))
        {
            CacheText.Tell("the result is kept");
        }
    }

    // The verdict comes last: a build that finds it knows that the rest is there.
    private static int Finish(Verdict verdict, bool hasBudget, bool hasModel, IReadOnlyList<Diagnostic> diagnostics, CompressionFiles files)
    {
        Console.Out.WriteLine(CompressionText.VerdictLine(verdict, hasBudget, hasModel ? files.Target : null));
        DiagnosticOutput.Write("rsdtr", diagnostics, files.Diagnostics);
        return (int)(verdict == Verdict.NotMet ? ExitCode.BudgetNotMet : ExitCode.Success);
    }

    private static void WriteModel(CompressionResult result, OnnxModel compressed, CompressionFiles files)
    {
        if (result.Report.Verdict == Verdict.PassedThrough)
        {
            // Byte for byte, where the file is all there is to the model.
            OnnxModelFile.CopyUnchanged(compressed, files.Model, files.Target);
        }
        else
        {
            OnnxModelFile.Save(compressed, files.Target);
        }
    }
}
