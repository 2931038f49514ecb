using System.Globalization;
using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Overhead;

/// <summary>What the runtime takes on top of ONNX Runtime's C API: for each run, and from the start of the program to the first result.</summary>
internal static class OverheadBenchmark
{
    private const string SampleModel = "samples/PiClassifier/models/classifier.onnx";
    private const string SharedModel = "cifar10-resnet20.onnx";
    private const double RunBar = 1.01;
    private const double StartBar = 1.5;

    private static readonly MarkdownSection s_section = new("overhead");

    /// <summary>Runs the benchmark.</summary>
    /// <param name="args">The command line behind its name.</param>
    /// <param name="writer">Where the tables go.</param>
    /// <param name="error">Where complaints go.</param>
    /// <returns>0, 1 where a bar is missed or not measured or the C program cannot be made or run, or 2 where the command line cannot be understood.</returns>
    public static int Run(string[] args, TextWriter writer, TextWriter error)
    {
        if (CommandLine.Read(() => OverheadOptions.Parse(args), options => options.Markdown, OverheadOptions.Usage, error, s_section) is not { } options)
        {
            return 2;
        }

        string conditions = string.Create(
            CultureInfo.InvariantCulture,
            $"{BoardInfo.Read().Cpu ?? "a processor without a name"}, {Environment.ProcessorCount} processors, .NET {Environment.Version}, ONNX Runtime {OnnxRuntime.Current.Version}, one thread, at least {options.Seconds} s of each side, {options.Starts} starts of each program");
        string[] models = [.. new[] { SampleModel }.Where(File.Exists), Path.Combine(options.Shared, "models", SharedModel)];
        ReportTable runs = new(("run of", -26), ("from C us", 10), ("EdgeModel us", 12), ("ratio", 7), ("quartiles", -16), ("bytes a run", 11), ("bar met", -7), ("package us", 10), ("ratio", 7), ("quartiles", -16), ("bytes a run", 11), ("runs", 8));
        ReportTable starts = new(
            ("start to first result of", -26), ("C ms", 10), ("rsdtr-edge ms", 13), ("ratio", 7), ("quartiles", -16), ("native ms", 10), ("ratio", 7), ("quartiles", -16), ("bar met", -12));
        bool isMet = true;
        using ThrownAwayFolder folder = new("rsdtr-overhead-");
        try
        {
            using BareProgram bare = BareProgram.Compile(options.Compiler, folder.FullName);
            NativeTool native = NativeTool.Publish(folder.FullName);
            if (native.Reason is not null)
            {
                conditions += $"; rsdtr-edge cannot be published as native code here ({native.Reason})";
            }

            conditions += PackageSide.Refusal is { } refusal ? $"; {refusal}" : "";
            writer.WriteLine(conditions);
            foreach (string model in models)
            {
                RunOverhead figures = RunOverhead.Measure(bare, model, folder.FullName, options.Seconds);
                bool isRunMet = figures.Library.Ratios.Median <= RunBar;
                isMet &= isRunMet;
                runs.Add(
                    [
                        Path.GetFileName(model), ReportTable.Figure(figures.BareMicroseconds, 1), .. Cells(figures.Library), isRunMet ? "yes" : "no", .. Cells(figures.Package), $"{figures.Runs}",
                    ],
                    writer);
            }

            foreach (string model in models)
            {
                StartTimes figures = StartTimes.Measure(bare.ProgramPath, native.ProgramPath, model, folder.FullName, options.Starts);
                bool? isStartMet = figures.Native is null ? null : figures.Native.Ratios.Median <= StartBar;
                isMet &= isStartMet == true;
                starts.Add(
                    [
                        Path.GetFileName(model), ReportTable.Figure(figures.BareMilliseconds, 1), ReportTable.Figure(figures.Managed.Milliseconds, 1),
                        ReportTable.Figure(figures.Managed.Ratios.Median, 2), Quartiles(figures.Managed.Ratios, 2), ReportTable.Figure(figures.Native?.Milliseconds, 1),
                        ReportTable.Figure(figures.Native?.Ratios.Median, 2), figures.Native is null ? "-" : Quartiles(figures.Native.Ratios, 2),
                        isStartMet is null ? "not measured" : isStartMet.Value ? "yes" : "no",
                    ],
                    writer);
            }
        }
        catch (InvalidOperationException exception)
        {
            error.WriteLine(exception.Message);
            return 1;
        }

        if (options.Markdown is { } page)
        {
            s_section.Replace(
                page, $"`dotnet run -c Release --project benchmarks -- {options.Command}`: {conditions}.\n\n{string.Join('\n', runs.ToMarkdown())}\n\n{string.Join('\n', starts.ToMarkdown())}");
        }

        return isMet ? 0 : 1;
    }

    private static string[] Cells(RunSide? side) =>
        side is null ? ["-", "-", "-", "-"] : [ReportTable.Figure(side.Microseconds, 1), ReportTable.Figure(side.Ratios.Median, 4), Quartiles(side.Ratios, 4), ReportTable.Figure(side.BytesARun, 0)];

    private static string Quartiles(SpeedupQuartiles ratios, int decimals) =>
        ratios is { Low: { } low, High: { } high } ? $"{ReportTable.Figure(low, decimals)} to {ReportTable.Figure(high, decimals)}" : "-";
}
