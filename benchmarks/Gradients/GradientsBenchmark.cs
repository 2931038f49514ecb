using System.Globalization;
using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Compressor.Differentiation.Kernels;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Benchmarks.Gradients;

/// <summary>
/// How long each way to compute the gradients of a convolution's kernel and input takes, in turns in one process, and which one a convolution takes: what
/// <see cref="KernelGradients.For"/> and the rule of convolutions rest on.
/// </summary>
internal static class GradientsBenchmark
{
    /// <summary>How the command is used.</summary>
    public const string Usage = "gradients [--batch N] [--threads N] [--seconds S]";

    private const string Standard = GradientSubject.Standard;
    private const string Own = GradientSubject.Own;

    // Enough that the operators' code is compiled once and for all.
    private const int WarmUps = 40;
    private const int LeastRounds = 8;
    private const int BlockLength = 5;

    private static readonly IReadOnlyList<IKernelGradient> s_ways = [.. KernelGradients.All, KernelGradients.Operator];

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
        TimeSpan time = TimeSpan.FromSeconds(values["--seconds"]);
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"gradients of kernels: batch {batch}, {threads} thread(s), medians in milliseconds, in turns; * is what training takes"));
        ReportTable kernels = new([("where", -12), ("convolution", -27), .. s_ways.Select(way => (way.Name, 12)), ("GFLOP/s", 7)]);
        foreach (ConvolutionCase convolution in ConvolutionCase.All)
        {
            KernelGradientShape shape = convolution.Shape;
            GradientSubject[] subjects = [.. s_ways.Where(way => way.Serves(shape)).Select(way => GradientSubject.OfKernel(way, shape, batch, threads))];
            kernels.Add(Row(convolution, [.. s_ways.Select(way => way.Name)], KernelGradients.For(shape, ownOperators: true).Name, Measure(subjects, time), batch), writer);
        }

        writer.WriteLine();
        writer.WriteLine("gradients of inputs");
        ReportTable inputs = new([("where", -12), ("convolution", -27), (Standard, 12), (Own, 12), ("GFLOP/s", 7)]);
        foreach (ConvolutionCase convolution in ConvolutionCase.All)
        {
            // Where the operator is not for a convolution, both are the same.
            GradientSubject[] subjects = [.. ((bool[])[false, true]).Select(own => GradientSubject.OfInput(own, convolution.Shape, batch, threads)).Where(subject => subject.Name == Standard || subject.HasOwnOperator)];
            inputs.Add(Row(convolution, [Standard, Own], subjects[^1].Name, Measure(subjects, time), batch), writer);
        }

        return 0;
    }

    private static string[] Row(ConvolutionCase convolution, string[] ways, string taken, Dictionary<string, double> medians, int batch) =>
    [
        convolution.Where, convolution.Text,
        .. ways.Select(way => medians.TryGetValue(way, out double median) ? $"{ReportTable.Figure(median, 2)}{(way == taken ? "*" : "")}" : "-"),
        ReportTable.Figure(2e-6 * batch * convolution.Macs / medians[taken], 1),
    ];

    private static Dictionary<string, double> Measure(GradientSubject[] subjects, TimeSpan time)
    {
        try
        {
            RunTimer[] timers = [.. subjects.Select(subject => new RunTimer(subject.Run))];
            for (int run = 0; run < WarmUps; run++)
            {
                Array.ForEach(timers, timer => timer.RunUncounted());
            }

            for (int round = 0; round < LeastRounds || timers.Any(timer => timer.Total < time / timers.Length); round++)
            {
                Array.ForEach(timers, timer => timer.RunBlock(BlockLength, CancellationToken.None));
            }

            return subjects.Zip(timers).ToDictionary(pair => pair.First.Name, pair => Percentiles.MedianInPlace(pair.Second.Milliseconds));
        }
        finally
        {
            Array.ForEach(subjects, subject => subject.Dispose());
        }
    }
}
