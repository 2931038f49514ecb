using System.CommandLine;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Runtime.Files;
using RsdtrEdge.Tools.Common;
using RsdtrEdge.Tools.Rsdtr.Html;

namespace RsdtrEdge.Tools.Rsdtr.Commands;

/// <summary><c>rsdtr report</c>: a report as a page, to read, print or send on.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        Argument<string> report = FileArgument.Create("REPORT", "The JSON file that rsdtr compress --report, a build or rsdtr finetune --report wrote.");
        Option<string?> html = new("--html") { Description = "The page, one file that loads nothing. Default: the report's name with .html, beside it.", HelpName = "OUT" };
        Command command = new("report", "Writes a report as one HTML page: verdict, figures and limits, every layer, pictures.") { report, html };
        command.SetAction((arguments, _) =>
        {
            string source = arguments.GetRequiredValue(report);
            string target = arguments.GetValue(html) ?? Path.ChangeExtension(source, ".html");
            OutputPath.Require(source, ("--html", target));
            AtomicFile.WriteText(target, ToHtml(GivenReport.Read(source)));
            Console.Out.WriteLine($"written to {target}");
            return Task.FromResult(0);
        });
        return command;
    }

    private static string ToHtml(GivenReport report) =>
        report.Compression is { } compression ? CompressionPage.ToHtml(compression) : FineTuningPage.ToHtml(report.FineTuning!);
}
