using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Integration.Tests.Html;

namespace RsdtrEdge.Integration.Tests.Cli;

/// <summary><c>rsdtr report</c>: a report as a page.</summary>
public sealed class ReportCommandTests : CliTest
{
    private const string Expected = "expected is rsdtr-report/1 or rsdtr-finetune/1";

    [Fact]
    public void The_report_of_a_compression_becomes_a_page_with_its_figures()
    {
        Run("compress", Model, "--max-parameters", "70%", "-o", "out.onnx", "--report", "report.json").Succeeds();
        Infrastructure.CommandResult result = Run("report", "report.json", "--html", "page.html").Succeeds();
        Assert.Equal(("written to page.html", ""), (result.Output.TrimEnd(), result.Error));
        Assert.Equal(["out.onnx", "page.html", "report.json", Model], Files);

        CompressionReport report = ReportFile.Read(Full("report.json"));
        PageReader page = new(File.ReadAllText(Full("page.html")));
        string[] parameters = page.Row("costs", "parameters");
        Assert.Equal(("1,460", FormattableString.Invariant($"{report.After.Parameters:N0}"), "1,022", "kept"), (parameters[0], parameters[1], parameters[3], parameters[5]));
        Assert.All(report.Layers, layer => Assert.Equal(string.Join('x', layer.Shape), page.Row("layers", layer.Name)[0]));
        // 8 x 3 x 3 x 3 and 4 x 16 numbers.
        Assert.Equal("216", page.Row("layers", "conv1")[5]);
        Assert.Equal("64", page.Row("layers", "scores")[5]);

        Run("report", "report.json").Succeeds();
        Assert.Equal(File.ReadAllBytes(Full("page.html")), File.ReadAllBytes(Full("report.html")));
    }

    [Fact]
    public void So_does_the_report_of_a_fine_tuning()
    {
        ReportFile.Write(SampleReports.Training(), Full("tuning.json"));
        Run("report", "tuning.json", "--html", "tuning.html").Succeeds();
        Assert.Equal(["90.00 %", "96.00 %", ""], new PageReader(File.ReadAllText(Full("tuning.html"))).Row("training", "same class as the teacher"));
    }

    [Fact]
    public void A_budget_that_is_not_met_is_no_failure_of_the_page()
    {
        ReportFile.Write(SampleReports.Full() with { Verdict = Verdict.NotMet }, Full("report.json"));
        Assert.Equal(0, Run("report", "report.json").ExitCode);
    }

    [Theory]
    [InlineData("no report", "is no JSON")]
    [InlineData("{ \"layers\": [] }", "has no \"schema\"")]
    [InlineData("{ \"schema\": \"rsdtr-report/2\" }", "is of the schema 'rsdtr-report/2'")]
    public void A_file_that_is_no_report_of_this_version_is_told_with_what_was_expected(string text, string what)
    {
        Write("bad.json", text);
        ErrorLine line = Fail(1, "report", "bad.json", "--html", "page.html");
        Assert.Equal(("bad.json", 1, "RSDTR3010"), (line.Origin, line.Line, line.Code));
        Assert.Contains(what, line.Message, StringComparison.Ordinal);
        Assert.Contains(Expected, line.Message, StringComparison.Ordinal);
        Assert.Contains("write it anew with rsdtr compress --report", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void So_is_a_report_that_lacks_something()
    {
        Write("bad.json", "{ \"schema\": \"rsdtr-report/1\", \"verdict\": \"met\" }");
        ErrorLine line = Fail(1, "report", "bad.json");
        Assert.Equal(("bad.json", "RSDTR3010"), (line.Origin, line.Code));
        Assert.Contains("'source'", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void So_are_a_file_that_is_not_there_a_folder_and_a_network()
    {
        Directory.CreateDirectory(Full("folder"));
        foreach ((string file, string what) in ((string, string)[])[("absent.json", "does not exist"), ("folder", "is a folder"), (Model, "is no JSON")])
        {
            ErrorLine line = Fail(1, "report", file, "--html", "page.html");
            Assert.Equal((file, "RSDTR3010"), (line.Origin, line.Code));
            Assert.Contains(what, line.Message, StringComparison.Ordinal);
            Assert.Contains(Expected, line.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_report_is_never_written_over_and_a_page_needs_a_place()
    {
        ReportFile.Write(SampleReports.Bare(), Full("report.html"));
        Assert.Equal("RSDTR3002", Fail(2, "report", "report.html").Code);
        Assert.Equal("RSDTR3002", Fail(2, "report", "report.html", "--html", "./report.html").Code);
        Assert.Equal("RSDTR3001", Fail(4, "report", "report.html", "--html", "absent/page.html").Code);
    }

    [Fact]
    public void The_help_says_what_it_takes()
    {
        Assert.Contains("report <REPORT>", Run("--help").Output, StringComparison.Ordinal);
        string help = Run("report", "--help").Output;
        Assert.Contains("--html <OUT>", help, StringComparison.Ordinal);
        Assert.Contains("rsdtr finetune --report", help, StringComparison.Ordinal);
    }
}
