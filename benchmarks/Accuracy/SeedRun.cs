namespace RsdtrEdge.Benchmarks.Accuracy;

/// <summary>A row with one seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Tool">The run of the tool.</param>
/// <param name="Parameters">The share of the parameters that is left; null where the tool wrote no report.</param>
/// <param name="Flops">The share of the FLOPs that is left; null where it is unknown.</param>
/// <param name="BaseTop1">The original's top-1 as a share; null for detectors.</param>
/// <param name="Top1">The compressed network's; null for detectors, or without a network.</param>
/// <param name="OutputErrors">The relative error of each output by name; null without a network.</param>
internal sealed record SeedRun(
    int Seed, ToolRun Tool, double? Parameters, double? Flops, double? BaseTop1, double? Top1, IReadOnlyList<KeyValuePair<string, double>>? OutputErrors)
{
    /// <summary>The points of top-1 that were lost.</summary>
    public double? Loss => 100 * (BaseTop1 - Top1);

    /// <summary>Compresses in a process of its own, then judges.</summary>
    /// <param name="row">The row.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="data">Models and images.</param>
    /// <param name="folder">A folder for the tool's output.</param>
    public static SeedRun Run(AccuracyRow row, int seed, SubjectData data, string folder)
    {
        string output = Path.Combine(folder, "compressed.onnx");
        string report = Path.Combine(folder, "report.json");
        File.Delete(output);
        File.Delete(report);
        ToolRun tool = ToolRun.Start(
        [
            "compress", data.PathOf(row.Model), .. row.LimitArguments, .. data.CalibrationArguments(row, seed), "--seed", $"{seed}", "-o", output, "--report", report,
        ]);
        (double? parameters, double? flops) = File.Exists(report) ? ToolRun.ReadShares(report) : default;
        SubjectJudges judges = data.JudgesOf(row.Model, seed);
        double? before = row.Model.IsClassifier ? judges.Top1(judges.Original) : null;
        if (tool.ExitCode != 0)
        {
            return new SeedRun(seed, tool, parameters, flops, before, null, null);
        }

        RecordedOutputs compressed = judges.Run(output);
        double[] errors = judges.Original.RelativeErrors(compressed);
        return new SeedRun(
            seed, tool, parameters, flops, before, row.Model.IsClassifier ? judges.Top1(compressed) : null,
            [.. judges.Original.Names.Zip(errors, KeyValuePair.Create)]);
    }
}
