using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Diagnostics;

namespace RsdtrEdge.BuildTasks.Tests.Diagnostics;

public sealed class CanonicalLineTests
{
    [Theory]
    [InlineData("/a/pi4.json(7): error RSDTR2101: 3900000 > 3500000: raise it", "/a/pi4.json", 7, true, "RSDTR2101", "3900000 > 3500000: raise it")]
    [InlineData("devices/pi 4 (new)/ж.json(12): warning RSDTR2107: not checked", "devices/pi 4 (new)/ж.json", 12, false, "RSDTR2107", "not checked")]
    [InlineData("C:\\m\\net.onnx(1,4): error RSDTR1002: empty", "C:\\m\\net.onnx", 1, true, "RSDTR1002", "empty")]
    [InlineData("a.onnx(0): error RSDTR1002: empty", "a.onnx", 1, true, "RSDTR1002", "empty")]
    [InlineData("a.onnx(99999999999): error RSDTR1002: empty", "a.onnx", 1, true, "RSDTR1002", "empty")]
    [InlineData("rsdtr: error RSDTR3002: no such option", null, 0, true, "RSDTR3002", "no such option")]
    [InlineData("a(1): error RSDTR3005: quoted b(2): error RSDTR1002: c", "a", 1, true, "RSDTR3005", "quoted b(2): error RSDTR1002: c")]
    public void A_line_of_the_tool_is_taken_apart(string text, string? file, int line, bool isError, string code, string message)
    {
        Assert.True(CanonicalLine.TryParse(text, out CanonicalLine? parsed));
        Assert.Equal(new CanonicalLine(file, line, isError, code, message), parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("conv1: relative error 0.15: fine")]
    [InlineData("net.onnx(3): error CS0103: a compiler's")]
    [InlineData("error RSDTR2101: without an origin")]
    [InlineData("net.onnx(1): info RSDTR2101: neither error nor warning")]
    public void Other_text_is_left_alone(string text) => Assert.False(CanonicalLine.TryParse(text, out _));

    [Theory]
    [InlineData("/a/pi4.json(7): error RSDTR2101: net.onnx: 3,900,000 parameters > 3,500,000 (50% of 7,000,000): raise it", "/a/pi4.json", 7)]
    [InlineData("/a b/ж.json(12): warning RSDTR2107: net.onnx: limits.minAgreement 0.97 was not checked", "/a b/ж.json", 12)]
    public void The_parser_that_MSBuild_and_Azure_DevOps_share_reads_the_same(string text, string file, int line)
    {
        var engine = new RecordingBuildEngine();
        Assert.True(CanonicalLine.TryParse(text, out CanonicalLine? parsed));
        _ = new TaskLoggingHelper(engine, "test").LogMessageFromText(text, MessageImportance.High);
        (string? File, int Line, string? Code, string? Message) said = parsed.IsError
            ? engine.Errors.Select(error => (error.File, error.LineNumber, error.Code, error.Message)).Single()
            : engine.Warnings.Select(warning => (warning.File, warning.LineNumber, warning.Code, warning.Message)).Single();
        Assert.Equal((file, line, parsed.Code, parsed.Text), said);
        Assert.Equal((file, line), (parsed.File, parsed.Line));
    }
}
