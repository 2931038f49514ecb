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
}
