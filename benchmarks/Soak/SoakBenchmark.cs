using System.Globalization;
using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Soak;

/// <summary>Whether a program that runs a network for long takes no more memory, and whether its monitor tells the latency as exactly as it says.</summary>
internal static class SoakBenchmark
{
    private static readonly MarkdownSection s_section = new("soak");

    /// <summary>Runs the benchmark.</summary>
    /// <param name="args">The command line behind its name.</param>
    /// <param name="writer">Where the table goes.</param>
    /// <param name="progress">Hears of progress, and of wrong usage.</param>
    /// <returns>0, 1 where a bar is missed, or 2 where the command line cannot be understood.</returns>
    public static int Run(string[] args, TextWriter writer, TextWriter progress)
    {
        if (CommandLine.Read(() => SoakOptions.Parse(args), options => options.Markdown, SoakOptions.Usage, progress, s_section) is not { } options)
        {
            return 2;
        }

        SoakRun run = SoakRun.Measure(options.Model, options.Runs, options.Threads, progress);
        string conditions = string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.GetFileName(options.Model)}, {ThreadText.Of(options.Threads)}, {BoardInfo.Read().Cpu ?? "a processor without a name"}, .NET {Environment.Version}, ONNX Runtime {OnnxRuntime.Current.Version}");
        writer.WriteLine(conditions);
        SoakReport report = new(run, writer);
        if (options.Markdown is { } page)
        {
            s_section.Replace(page, $"`dotnet run -c Release --project benchmarks -- {options.Command}`: {conditions}.\n\n{report.ToMarkdown()}");
        }

        return report.IsMet ? 0 : 1;
    }
}
