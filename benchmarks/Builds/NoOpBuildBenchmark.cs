using System.Diagnostics;
using System.Globalization;
using RsdtrEdge.Benchmarks.Measurement;
using RsdtrEdge.Benchmarks.Reporting;

namespace RsdtrEdge.Benchmarks.Builds;

/// <summary>
/// What the package adds to a build that has nothing to do: the same program, with the item and without the package, built in turns when both are up
/// to date.
/// </summary>
internal static class NoOpBuildBenchmark
{
    /// <summary>How the command is used.</summary>
    public const string Usage = "noop-build [--pairs N]      from the project's root";

    private const int UsualPairs = 10;
    private const int WarmUps = 2;
    private const double Bar = 0.1;
    private const string Package = "src/BuildTasks/RsdtrEdge.BuildTasks.csproj";
    private const string Model = "samples/PiClassifier/models/classifier.onnx";

    /// <summary>Runs the benchmark.</summary>
    /// <param name="args">The command line behind its name.</param>
    /// <param name="writer">Where the figures go.</param>
    /// <param name="error">Where complaints go.</param>
    /// <returns>0, 1 where a build fails, or 2 where the command line cannot be understood.</returns>
    public static int Run(string[] args, TextWriter writer, TextWriter error)
    {
        int pairs = UsualPairs;
        if (args is not ([] or ["--pairs", _])
            || (args.Length == 2 && (!int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out pairs) || pairs is < 1 or > 1000))
            || !File.Exists(Package))
        {
            error.WriteLine($"usage: benchmarks {Usage}");
            return 2;
        }

        using ThrownAwayFolder folder = new("rsdtr-builds-");
        try
        {
            string feed = Path.Combine(folder.FullName, "feed");
            DotNet.Run(".", ["pack", Package, "-c", "Release", "-o", feed, "-v", "quiet"]);
            ConsumerBuild with = ConsumerBuild.WithPackage(Path.Combine(folder.FullName, "with"), feed, Model);
            ConsumerBuild without = ConsumerBuild.WithoutPackage(Path.Combine(folder.FullName, "without"), Model);
            Measure(with, without, pairs, writer);
            return 0;
        }
        catch (InvalidOperationException exception)
        {
            error.WriteLine(exception.Message);
            return 1;
        }
    }

    private static void Measure(ConsumerBuild with, ConsumerBuild without, int pairs, TextWriter writer)
    {
        // The first builds compress and start MSBuild's nodes, which those of both then share, as a user's do.
        for (int i = 0; i < WarmUps; i++)
        {
            with.Build();
            without.Build();
        }

        DateTime compressed = with.ResultTime;
        List<(double With, double Without)> times = [];
        for (int i = 0; i < pairs; i++)
        {
            // Who is first changes, so that what one build leaves in the caches serves both alike.
            double first = Seconds(i % 2 == 0 ? with : without);
            double second = Seconds(i % 2 == 0 ? without : with);
            times.Add(i % 2 == 0 ? (first, second) : (second, first));
        }

        if (with.ResultTime != compressed)
        {
            throw new InvalidOperationException("A build that had nothing to do compressed again.");
        }

        ReportTable table = new(("build", -22), ("median s", 9), ("least", 7), ("most", 7));
        Add("with the package", times.Select(pair => pair.With));
        Add("without", times.Select(pair => pair.Without));
        Add("difference in pairs", times.Select(pair => pair.With - pair.Without));
        double difference = Median.Of(times.Select(pair => pair.With - pair.Without));
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"pairs: {pairs}; the package adds {1000 * difference:F0} ms, bar {1000 * Bar:F0} ms: {(difference <= Bar ? "met" : "missed")}"));

        void Add(string name, IEnumerable<double> seconds) => table.Add(
            [name, ReportTable.Figure(Median.Of(seconds), 3), ReportTable.Figure(seconds.Min(), 3), ReportTable.Figure(seconds.Max(), 3)], writer);
    }

    private static double Seconds(ConsumerBuild build)
    {
        long begin = Stopwatch.GetTimestamp();
        build.Build();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
