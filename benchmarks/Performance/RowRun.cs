using RsdtrEdge.Benchmarks.AuthorsLayout;
using RsdtrEdge.Benchmarks.Measurement;
using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>A row, compressed and measured.</summary>
/// <param name="Row">The row.</param>
/// <param name="Tool">The run of the tool.</param>
/// <param name="Original">What the original stores and computes.</param>
/// <param name="Variants">The compressed network, and the authors' layout of it where the row asks for it; none where the tool wrote no network.</param>
/// <param name="Measurements">The measurements by the number of threads: the original in its canonical form, then the variants.</param>
internal sealed record RowRun(
    PerformanceRow Row, ToolRun Tool, ReportFigures Original, IReadOnlyList<RowVariant> Variants, IReadOnlyList<(int Threads, PairedRun Run)> Measurements)
{
    /// <summary>Compresses in a process of its own, then measures in this one.</summary>
    /// <param name="row">The row.</param>
    /// <param name="original">The original's file.</param>
    /// <param name="options">How to measure, and what more to ask of the tool.</param>
    /// <param name="folder">A folder for the networks.</param>
    /// <exception cref="Runtime.Diagnostics.RsdtrException">A network cannot be measured.</exception>
    public static RowRun Run(PerformanceRow row, string original, PerformanceOptions options, string folder)
    {
        string compressed = Path.Combine(folder, "compressed.onnx");
        string report = Path.Combine(folder, "report.json");
        File.Delete(compressed);
        File.Delete(report);
        ToolRun tool = ToolRun.Start(["compress", original, .. row.Arguments, .. options.CompressArguments, "-o", compressed, "--report", report]);
        if (tool.ExitCode != 0)
        {
            return new RowRun(row, tool, default, [], []);
        }

        List<RowVariant> variants = [new("own", compressed, ReportFigures.Read(report, "after"))];
        if (row.IsPaper)
        {
            string authors = Path.Combine(folder, "authors.onnx");
            ModelCost cost = AuthorsNetwork.Write(original, compressed, report, authors);
            variants.Add(new("authors'", authors, new ReportFigures(cost.Parameters, cost.Macs!.Value, cost.Bytes)));
        }

        // The canonical form, in which the tool leaves dense layers: what folding constants and moving to a newer operator set gain is not compression's.
        string dense = Path.Combine(folder, "dense.onnx");
        OnnxModelFile.Save(Canonicalizer.Run(OnnxModelFile.Load(original)).Model, dense);
        string[] models = [dense, .. variants.Select(variant => variant.Path)];
        return new RowRun(
            row, tool, ReportFigures.Read(report, "before"), variants,
            [.. options.Threads.Select(threads => (threads, PairedRun.Run(models, PerformanceOptions.Latency(threads, options.Seconds))))]);
    }
}
