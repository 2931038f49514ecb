using System.Globalization;
using RsdtrEdge.Benchmarks.Measurement;
using RsdtrEdge.Benchmarks.Plots;
using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>
/// What compression gains in time: each row is compressed by <c>rsdtr compress</c> as a new process and measured in turns with its original,
/// and single layers as chains are measured in turns with dense ones.
/// </summary>
internal static class PerformanceBenchmark
{
    private const double LayerShare = 0.2;

    private static readonly MarkdownSection s_section = new("performance");

    // Colours that people who see red and green alike can tell apart (Okabe and Ito, "Color universal design", 2008).
    private static readonly (string Network, string Colour)[] s_series =
        [(LayerSize.Cifar, "#d55e00"), (LayerSize.ResNet, "#0072b2"), (LayerSize.Vgg, "#009e73")];

    /// <summary>Runs the benchmark.</summary>
    /// <param name="args">The command line behind its name.</param>
    /// <param name="writer">Where the tables go.</param>
    /// <param name="progress">Hears of each row that begins, and of wrong usage.</param>
    /// <returns>0, or 2 where the command line cannot be understood.</returns>
    public static int Run(string[] args, TextWriter writer, TextWriter progress)
    {
        PerformanceOptions options;
        try
        {
            options = PerformanceOptions.Parse(args);
            if (options.Markdown is { } page)
            {
                s_section.Require(page);
            }
        }
        catch (FormatException exception)
        {
            progress.WriteLine($"{exception.Message}\nusage: benchmarks {PerformanceOptions.Usage}");
            return 2;
        }

        string conditions = Conditions(options);
        writer.WriteLine(conditions);
        PerformanceTables tables = new(writer, options.Shared);
        List<LayerPoint> points = [];
        List<bool?> throttled = [];
        DirectoryInfo folder = Directory.CreateTempSubdirectory("rsdtr-performance-");
        try
        {
            PerformanceModels models = new(options.Shared, folder.FullName);
            foreach (PerformanceRow row in options.Rows)
            {
                progress.WriteLine($"  {row.Name}");
                try
                {
                    RowRun run = RowRun.Run(row, models.PathOf(row.Model), options, folder.FullName);
                    throttled.AddRange(run.Measurements.Select(measurement => measurement.Run.Throttled));
                    tables.Add(run);
                }
                catch (Exception exception) when (exception is RsdtrException or InvalidOperationException)
                {
                    // What the other rows took hours for must not be lost with it.
                    tables.AddFailure(row, "failed", exception.Message);
                }
            }

            foreach (LayerSize layer in options.Layers)
            {
                (IReadOnlyList<LayerPoint> found, PairedRun run) =
                    LayerSweep.Measure(layer, PerformanceOptions.Latency(options.Threads[0], LayerShare * options.Seconds), folder.FullName);
                throttled.Add(run.Throttled);
                tables.Add(found, run);
                points.AddRange(found);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        if (options.Markdown is not null)
        {
            s_section.Replace(
                options.Markdown,
                $"`dotnet run -c Release --project benchmarks -- {options.Command}`: {conditions}; throttled meanwhile: {Describe(throttled)}.\n\n{tables.ToMarkdown()}");
            if (points.Count > 0)
            {
                AtomicFile.WriteText(Path.ChangeExtension(options.Markdown, ".svg"), Draw(points, options.Threads[0]));
            }
        }

        return 0;
    }

    private static string Conditions(PerformanceOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"{BoardInfo.Read().Cpu ?? "a processor without a name"}, {Environment.ProcessorCount} processors, .NET {Environment.Version}, ONNX Runtime {OnnxRuntime.Current.Version}, "
        + $"at least {options.Seconds} s of each network behind {new LatencyBenchmarkOptions().WarmUp} runs of warm-up");

    private static string Describe(IReadOnlyCollection<bool?> throttled) =>
        throttled.Contains(true) ? "yes" : throttled.Contains(null) ? "this machine does not tell" : "no";

    private static string Draw(IReadOnlyList<LayerPoint> points, int threads)
    {
        IEnumerable<PlotSeries> series = s_series.Select(
            one => new PlotSeries(one.Network, one.Colour, [.. points.Where(point => point.Layer.Network == one.Network).Select(Place)]));
        string title = string.Create(CultureInfo.InvariantCulture, $"Layers as chains of two stages, {threads} {(threads == 1 ? "thread" : "threads")}");
        return new ScatterPlot(title, "FLOPs of the dense layer / FLOPs of the chain", "speed-up").ToSvg([.. series.Where(one => one.Points.Count > 0)]);
    }

    private static (double X, double Y, string Text) Place(LayerPoint point) => (
        point.FlopReduction, point.SpeedUp.Speedup,
        string.Create(CultureInfo.InvariantCulture, $"{point.Layer.Name}, width {point.Width}: {point.FlopReduction:F2} times fewer FLOPs, {point.SpeedUp.Speedup:F2} times as fast"));
}
