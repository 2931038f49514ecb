using System.Globalization;
using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Accuracy;

/// <summary>
/// What compression costs in accuracy: each row is compressed by <c>rsdtr compress</c> as a new process, without training, and judged on
/// images that it has not seen.
/// </summary>
internal static class AccuracyBenchmark
{
    private static readonly MarkdownSection s_section = new("accuracy");

    /// <summary>Runs the benchmark.</summary>
    /// <param name="args">The command line behind its name.</param>
    /// <param name="writer">Where the tables go.</param>
    /// <param name="progress">Hears of each run.</param>
    /// <returns>0, or 2 where the command line cannot be understood.</returns>
    public static int Run(string[] args, TextWriter writer, TextWriter progress)
    {
        if (CommandLine.Read(() => AccuracyOptions.Parse(args), options => options.Markdown, AccuracyOptions.Usage, progress, s_section) is not { } options)
        {
            return 2;
        }

        string conditions = string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} processors, .NET {Environment.Version}, ONNX Runtime {OnnxRuntime.Current.Version}, seeds {string.Join(", ", options.Seeds)}");
        writer.WriteLine(conditions);
        AccuracyTables tables = new(writer);
        using (ThrownAwayFolder folder = new("rsdtr-accuracy-"))
        {
            SubjectData data = new(options.Shared, folder.FullName);
            foreach (AccuracyRow row in options.Rows)
            {
                // The published method draws nothing: with every seed it gives the same network.
                IEnumerable<int> seeds = row.IsPaper ? options.Seeds.Take(1) : options.Seeds;
                tables.Add(row, [.. seeds.Select(seed => RunSeed(row, seed, data, folder.FullName, progress))], options.Shared);
            }
        }

        if (options.Markdown is not null)
        {
            s_section.Replace(
                options.Markdown, $"`dotnet run -c Release --project benchmarks -- {options.Command}`: {conditions}.\n\n{tables.ToMarkdown()}");
        }

        return 0;
    }

    private static SeedRun RunSeed(AccuracyRow row, int seed, SubjectData data, string folder, TextWriter progress)
    {
        SeedRun run = SeedRun.Run(row, seed, data, folder);
        string figures = run.OutputErrors is null
            ? $"exit code {run.Tool.ExitCode}"
            : string.Join(", ", run.OutputErrors.Select(error => $"{error.Key} error {ReportTable.Figure(error.Value, 4)}"))
                + (run.Loss is { } loss ? $", {ReportTable.Figure(loss, 2)} points lost" : "");
        progress.WriteLine($"  {row.Name}, seed {seed}: {figures}, {ReportTable.Figure(run.Tool.Seconds, 1)} s");
        return run;
    }
}
