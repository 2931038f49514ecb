using System.Globalization;
using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.AuthorsLayout;
using RsdtrEdge.Benchmarks.Measurement;
using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>Compresses rows in processes of their own and measures the networks in this one.</summary>
/// <param name="options">How to measure, and what more to ask of the tool.</param>
/// <param name="profile">The profile of this machine.</param>
/// <param name="folder">A folder for the networks.</param>
internal sealed class RowRunner(PerformanceOptions options, HostProfile profile, string folder)
{
    private const int Seed = 0;

    private readonly SubjectData _data = new(options.Shared, folder);

    /// <summary>Compresses a row for a number of threads, and measures it with them.</summary>
    /// <param name="row">The row.</param>
    /// <param name="original">The original's file.</param>
    /// <param name="threads">The threads of an operator.</param>
    /// <exception cref="Runtime.Diagnostics.RsdtrException">A network cannot be measured.</exception>
    /// <exception cref="InvalidOperationException">The authors' layout does not compute the same, or the profile does not know the original's time.</exception>
    public RowRun Run(PerformanceRow row, string original, int threads)
    {
        string compressed = Path.Combine(folder, "compressed.onnx");
        string report = Path.Combine(folder, "report.json");
        File.Delete(compressed);
        File.Delete(report);

        // The canonical form, in which the tool leaves dense layers: what folding constants and moving to a newer operator set gain is not compression's.
        string dense = Path.Combine(folder, "dense.onnx");
        OnnxModelFile.Save(Canonicalizer.Run(OnnxModelFile.Load(original)).Model, dense);
        string[] calibration = row.Accuracy is { } accuracy ? [.. _data.CalibrationArguments(accuracy, Seed), "--seed", $"{Seed}"] : [];
        ToolRun tool = ToolRun.Start(
        [
            "compress", original, .. row.Arguments, .. TimeArguments(row, dense, threads), "--objective", "latency", "--profile", profile.Path, "--latency-threads", $"{threads}", .. calibration, .. options.CompressArguments,
            "-o", compressed, "--report", report,
        ]);
        if (tool.ExitCode != 0)
        {
            return new RowRun(row, threads, tool, default, [], null);
        }

        List<RowVariant> variants = [new("own", compressed, ReportFigures.Read(report, "after"), profile.Predict(compressed, threads))];
        if (row.IsPaper)
        {
            string authors = Path.Combine(folder, "authors.onnx");
            ModelCost cost = AuthorsNetwork.Write(original, compressed, report, authors);
            variants.Add(new(
                "authors'", authors, new ReportFigures(cost.Parameters, cost.Macs!.Value, cost.Bytes, variants[0].Figures.Layers), profile.Predict(authors, threads)));
        }

        string[] models = [dense, .. variants.Select(variant => variant.Path)];
        PairedRun run = PairedRun.UntilValid(() => PairedRun.Run(models, PerformanceOptions.Latency(threads, options.Seconds)));
        return new RowRun(row, threads, tool, ReportFigures.Read(report, "before"), variants, run) { Accuracy = row.Accuracy is { } judged ? Judge(judged, compressed) : null };
    }

    private string[] TimeArguments(PerformanceRow row, string dense, int threads)
    {
        if (row.PredictedSpeedup is not { } speedup)
        {
            return [];
        }

        double milliseconds = profile.Predict(dense, threads) ?? throw new InvalidOperationException($"{row.Name}: the profile does not know the time of the original, which its limit on time is a part of.");
        return ["--max-latency", (milliseconds / speedup).ToString("F6", CultureInfo.InvariantCulture)];
    }

    private TopOne Judge(AccuracyRow row, string compressed)
    {
        SubjectJudges judges = _data.JudgesOf(row.Model, Seed);
        return new TopOne(judges.Top1(judges.Original), judges.Top1(judges.Run(compressed)));
    }
}
