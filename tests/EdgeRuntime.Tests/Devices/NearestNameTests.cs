using RsdtrEdge.Runtime.Devices;

namespace RsdtrEdge.Runtime.Tests.Devices;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("flop", "flops")]
    [InlineData("FLOPS", "flops")]
    [InlineData("paramters", "parameters")]
    [InlineData("rpi4", "pi4")]
    [InlineData("frequency", null)]
    [InlineData("", null)]
    public void The_name_that_was_meant_is_found_and_no_other(string written, string? expected) =>
        Assert.Equal(expected, NearestName.Find(written, ["parameters", "flops", "pi4", "jetson-nano"]));

    [Fact]
    public void Nothing_is_near_where_nothing_is_known() => Assert.Null(NearestName.Find("pi4", []));
}
