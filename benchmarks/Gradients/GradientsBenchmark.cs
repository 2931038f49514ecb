using System.Globalization;
using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Compressor.Differentiation.Kernels;
using RsdtrEdge.Compressor.Differentiation.Maxima;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Benchmarks.Gradients;

/// <summary>
/// How long each way to compute the gradients of a convolution's kernel and input, and of a pooling's input, takes, in turns in one process, and which one training takes: what
/// <see cref="KernelGradients.For"/>, <see cref="MaximumGradients.For"/> and the rule of convolutions rest on.
/// </summary>
internal static class GradientsBenchmark
{
    /// <summary>How the command is used.</summary>
    public const string Usage = "gradients [--of kernels|inputs|poolings] [--batch N] [--threads N] [--seconds S]";

    private const string Standard = GradientSubject.Standard;
    private const string Own = GradientSubject.Own;
    private const string Of = "--of";
    private const string Seconds = "--seconds";
    private const string Kernels = "kernels";
    private const string Inputs = "inputs";
    private const string Poolings = "poolings";

    // Enough that the operators' code is compiled once and for all.
    private const int WarmUps = 40;
    private const int LeastRounds = 8;
    private const int BlockLength = 5;

    private static readonly IReadOnlyList<IKernelGradient> s_ways = [.. KernelGradients.All, KernelGradients.Operator];
    private static readonly string[] s_tables = [Kernels, Inputs, Poolings];

    /// <summary>Runs the benchmark.</summary>
    /// <param name="args">The command line behind its name.</param>
    /// <param name="writer">Where the table goes.</param>
    /// <param name="error">Where a complaint goes.</param>
    /// <returns>0, or 2 where the command line cannot be understood.</returns>
    public static int Run(string[] args, TextWriter writer, TextWriter error)
    {
        Dictionary<string, double> values = new() { ["--batch"] = 32, ["--threads"] = 1, [Seconds] = 1 };
        string[] tables = s_tables;
        for (int i = 0; i < args.Length; i += 2)
        {
            string? given = i + 1 < args.Length ? args[i + 1] : null;
            if (args[i] == Of && s_tables.Contains(given))
            {
                tables = [given!];
            }
            else if (values.ContainsKey(args[i]) && double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is > 0 and <= 1000
                && (args[i] == Seconds || double.IsInteger(value)))
            {
                values[args[i]] = value;
            }
            else
            {
                error.WriteLine($"usage: benchmarks {Usage}");
                return 2;
            }
        }

        (int batch, int threads) = ((int)values["--batch"], (int)values["--threads"]);
        TimeSpan time = TimeSpan.FromSeconds(values[Seconds]);
        foreach (string table in tables)
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"gradients of {table}: batch {batch}, {threads} thread(s), medians in milliseconds, in turns; * is what training takes"));
            Action<int, int, TimeSpan, TextWriter> write = table switch { Kernels => WriteKernels, Inputs => WriteInputs, _ => WritePoolings };
            write(batch, threads, time, writer);
            writer.WriteLine();
        }

        return 0;
    }

    private static void WriteKernels(int batch, int threads, TimeSpan time, TextWriter writer)
    {
        ReportTable kernels = new([("where", -12), ("convolution", -27), .. s_ways.Select(way => (way.Name, 12)), ("GFLOP/s", 7)]);
        foreach (ConvolutionCase convolution in ConvolutionCase.All)
        {
            KernelGradientShape shape = convolution.Shape;
            GradientSubject[] subjects = [.. s_ways.Where(way => way.Serves(shape)).Select(way => GradientSubject.OfKernel(way, shape, batch, threads))];
            kernels.Add(Row(convolution, [.. s_ways.Select(way => way.Name)], KernelGradients.For(shape, ownOperators: true).Name, Measure(subjects, time), batch), writer);
        }
    }

    private static void WriteInputs(int batch, int threads, TimeSpan time, TextWriter writer)
    {
        ReportTable inputs = new([("where", -12), ("convolution", -27), (Standard, 12), (Own, 12), ("GFLOP/s", 7)]);
        foreach (ConvolutionCase convolution in ConvolutionCase.All)
        {
            // Where the operator is not for a convolution, both are the same.
            GradientSubject[] subjects = [.. ((bool[])[false, true]).Select(own => GradientSubject.OfInput(own, convolution.Shape, batch, threads)).Where(subject => subject.Name == Standard || subject.HasOwnOperator)];
            inputs.Add(Row(convolution, [Standard, Own], subjects[^1].Name, Measure(subjects, time), batch), writer);
        }
    }

    // The pooling itself is run each time, too.
    private static void WritePoolings(int batch, int threads, TimeSpan time, TextWriter writer)
    {
        string[] ways = [.. MaximumGradients.All.Select(way => way.Name)];
        ReportTable poolings = new([("where", -12), ("pooling", -27), .. ways.Select(way => (way, 12))]);
        foreach (PoolingCase pooling in PoolingCase.All)
        {
            GradientSubject[] subjects = [.. MaximumGradients.All.Where(way => way.Serves(pooling.Shape)).Select(way => GradientSubject.OfPooling(way, pooling, batch, threads))];
            poolings.Add([pooling.Where, pooling.Text, .. Figures(ways, MaximumGradients.For(pooling.Shape).Name, Measure(subjects, time))], writer);
        }
    }

    private static string[] Row(ConvolutionCase convolution, string[] ways, string taken, Dictionary<string, double> medians, int batch) =>
    [
        convolution.Where, convolution.Text,
        .. Figures(ways, taken, medians), ReportTable.Figure(2e-6 * batch * convolution.Macs / medians[taken], 1),
    ];

    private static IEnumerable<string> Figures(string[] ways, string taken, Dictionary<string, double> medians) =>
        ways.Select(way => medians.TryGetValue(way, out double median) ? $"{ReportTable.Figure(median, 2)}{(way == taken ? "*" : "")}" : "-");

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
