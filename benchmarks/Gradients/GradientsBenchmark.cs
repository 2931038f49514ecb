using System.Globalization;
using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Compressor.Differentiation.Kernels;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Benchmarks.Gradients;

/// <summary>
/// How long each way to compute a kernel's gradient takes, in turns in one process, and which one a convolution takes: what
/// <see cref="KernelGradients.For"/> rests on.
/// </summary>
internal static class GradientsBenchmark
{
    /// <summary>How the command is used.</summary>
    public const string Usage = "gradients [--batch N] [--threads N] [--seconds S]";

    private const int WarmUps = 3;
    private const int LeastRounds = 8;
    private const int BlockLength = 5;

    /// <summary>Runs the benchmark.</summary>
    /// <param name="args">The command line behind its name.</param>
    /// <param name="writer">Where the table goes.</param>
    /// <param name="error">Where a complaint goes.</param>
    /// <returns>0, or 2 where the command line cannot be understood.</returns>
    public static int Run(string[] args, TextWriter writer, TextWriter error)
    {
        Dictionary<string, double> values = new() { ["--batch"] = 32, ["--threads"] = 1, ["--seconds"] = 1 };
        for (int i = 0; i < args.Length; i += 2)
        {
            if (!values.ContainsKey(args[i]) || i + 1 == args.Length
                || !double.TryParse(args[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || value is <= 0 or > 1000)
            {
                error.WriteLine($"usage: benchmarks {Usage}");
                return 2;
            }

            values[args[i]] = value;
        }

        (int batch, int threads) = ((int)values["--batch"], (int)values["--threads"]);
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"gradients of kernels: batch {batch}, {threads} thread(s), medians in milliseconds, in turns; * is what is taken"));
        ReportTable table = new([("where", -12), ("convolution", -27), .. KernelGradients.All.Select(way => (way.Name, 12)), ("GFLOP/s", 7)]);
        foreach (ConvolutionCase convolution in ConvolutionCase.All)
        {
            table.Add(Measure(convolution, batch, threads, TimeSpan.FromSeconds(values["--seconds"])), writer);
        }

        return 0;
    }

    private static string[] Measure(ConvolutionCase convolution, int batch, int threads, TimeSpan time)
    {
        KernelGradientShape shape = convolution.Shape;
        IKernelGradient[] ways = [.. KernelGradients.All.Where(way => way.Serves(shape))];
        GradientSubject[] subjects = [.. ways.Select(way => new GradientSubject(way, shape, batch, threads))];
        try
        {
            RunTimer[] timers = [.. subjects.Select(subject => new RunTimer(() => _ = subject.Run()))];
            for (int run = 0; run < WarmUps; run++)
            {
                Array.ForEach(timers, timer => timer.RunUncounted());
            }

            for (int round = 0; round < LeastRounds || timers.Any(timer => timer.Total < time / timers.Length); round++)
            {
                Array.ForEach(timers, timer => timer.RunBlock(BlockLength, CancellationToken.None));
            }

            Dictionary<string, double> medians = ways.Zip(timers).ToDictionary(
                pair => pair.First.Name, pair => { double[] samples = pair.Second.Milliseconds; Array.Sort(samples); return Percentiles.Median(samples); });
            string taken = KernelGradients.For(shape).Name;
            return
            [
                convolution.Where, convolution.Text,
                .. KernelGradients.All.Select(way => medians.TryGetValue(way.Name, out double median)
                    ? $"{ReportTable.Figure(median, 2)}{(way.Name == taken ? "*" : "")}"
                    : "-"),
                ReportTable.Figure(2e-6 * batch * convolution.Macs / medians[taken], 1),
            ];
        }
        finally
        {
            Array.ForEach(subjects, subject => subject.Dispose());
        }
    }
}
