using System.Diagnostics;
using System.Globalization;
using RsdtrEdge.Benchmarks.Measurement;
using RsdtrEdge.Benchmarks.Plots;
using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>
/// What compression gains in time: this machine's device profile is made, each row is compressed by <c>rsdtr compress</c> as a new process, weighed by that
/// profile, and measured in turns with its original, and single layers as chains are measured in turns with dense ones.
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
    /// <returns>0, or 2 where the command line cannot be understood, or the profile that it names cannot be used.</returns>
    public static int Run(string[] args, TextWriter writer, TextWriter progress)
    {
        if (CommandLine.Read(() => PerformanceOptions.Parse(args), options => options.Markdown, PerformanceOptions.Usage, progress, s_section) is not { } options)
        {
            return 2;
        }

        long start = Stopwatch.GetTimestamp();
        string conditions = Conditions(options);
        writer.WriteLine(conditions);
        PerformanceTables tables = new(writer, options.Shared);
        List<LayerPoint> points = [];
        List<bool?> throttled = [];
        string? profiled = null;
        using ThrownAwayFolder folder = new("rsdtr-performance-");
        try
        {
            if (options.Rows.Count > 0)
            {
                PerformanceModels models = new(options.Shared, folder.FullName);
                HostProfile profile = Profile(options, models, folder.FullName, progress);
                profiled = profile.Describe();
                writer.WriteLine(profiled);
                throttled.AddRange(RunRows(options, models, new RowRunner(options, profile, folder.FullName), tables, progress));
                tables.AddBars(profile.Timings);
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
        catch (RsdtrException exception) when (options.Rows.Count > 0 && profiled is null)
        {
            // The profile cannot be used or written.
            progress.WriteLine(exception.Message);
            return 2;
        }

        if (options.Markdown is not null)
        {
            conditions = string.Create(CultureInfo.InvariantCulture, $"{conditions}; {Stopwatch.GetElapsedTime(start).TotalMinutes:F0} minutes in all");
            s_section.Replace(
                options.Markdown,
                $"`dotnet run -c Release --project benchmarks -- {options.Command}`: {conditions}; throttled meanwhile: {Describe(throttled)}."
                + $"{(profiled is null ? "" : $" {profiled}")}\n\n{tables.ToMarkdown()}");
            if (points.Count > 0)
            {
                AtomicFile.WriteText(Path.ChangeExtension(options.Markdown, ".svg"), Draw(points, options.Threads[0]));
            }
        }

        return 0;
    }

    // Of all networks and all numbers of threads that any row needs.
    private static HostProfile Profile(PerformanceOptions options, PerformanceModels models, string folder, TextWriter progress) => HostProfile.Measure(
        options.Rows.Select(row => models.PathOf(row.Model)), [.. options.Rows.SelectMany(options.ThreadsOf).Distinct().Order()],
        options.Profile ?? Path.Combine(folder, "host.profile.json"), TimeSpan.FromSeconds(options.ProfileSeconds), progress);

    private static List<bool?> RunRows(PerformanceOptions options, PerformanceModels models, RowRunner runner, PerformanceTables tables, TextWriter progress)
    {
        List<bool?> throttled = [];
        foreach ((PerformanceRow row, int threads) in options.Rows.SelectMany(row => options.ThreadsOf(row).Select(threads => (row, threads))))
        {
            progress.WriteLine($"  {row.Name}, {ThreadText.Of(threads)}");
            RowRun run;
            try
            {
                run = runner.Run(row, models.PathOf(row.Model), threads);
            }
            catch (Exception exception) when (exception is RsdtrException or InvalidOperationException)
            {
                // What the other rows took hours for must not be lost with it.
                run = RowRun.Failed(row, threads, exception.Message);
            }

            if (run.Measurement is { } measurement)
            {
                throttled.Add(measurement.Throttled);
            }

            tables.Add(run);
        }

        return throttled;
    }

    private static string Conditions(PerformanceOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"{BoardInfo.Read().Cpu ?? "a processor without a name"}, {Environment.ProcessorCount} processors, .NET {Environment.Version}, ONNX Runtime {OnnxRuntime.Current.Version}, "
        + $"at least {options.Seconds} s of each network after a warm-up until the runs are steady");

    private static string Describe(IReadOnlyCollection<bool?> throttled) =>
        throttled.Contains(true) ? "yes" : throttled.Contains(null) ? "this machine does not tell" : "no";

    private static string Draw(IReadOnlyList<LayerPoint> points, int threads)
    {
        IEnumerable<PlotSeries> series = s_series.Select(
            one => new PlotSeries(one.Network, one.Colour, [.. points.Where(point => point.Layer.Network == one.Network).Select(Place)]));
        string title = $"Layers as chains of two stages, {ThreadText.Of(threads)}";
        return new ScatterPlot(title, "FLOPs of the dense layer / FLOPs of the chain", "speed-up").ToSvg([.. series.Where(one => one.Points.Count > 0)]);
    }

    private static (double X, double Y, string Text) Place(LayerPoint point) => (
        point.FlopReduction, point.SpeedUp.Speedup,
        string.Create(CultureInfo.InvariantCulture, $"{point.Layer.Name}, width {point.Width}: {point.FlopReduction:F2} times fewer FLOPs, {point.SpeedUp.Speedup:F2} times as fast"));
}
