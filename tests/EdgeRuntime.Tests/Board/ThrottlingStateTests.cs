using RsdtrEdge.Runtime.Board;

namespace RsdtrEdge.Runtime.Tests.Board;

public sealed class ThrottlingStateTests
{
    [Theory]
    [InlineData("throttled=0x50005", 0x50005u)]
    [InlineData("0x0", 0u)]
    [InlineData(" e0008\n", 0xe0008u)]
    public void The_word_is_read_from_sysfs_and_from_the_command(string text, uint word) =>
        Assert.Equal(word, ThrottlingState.TryParse(text)?.Word);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("throttled=")]
    [InlineData("error=2 error_msg=\"Command not registered\"")]
    public void Anything_else_is_unknown(string? text) => Assert.Null(ThrottlingState.TryParse(text));

    [Fact]
    public void The_lower_bits_say_what_holds_now_and_the_upper_ones_what_has_happened()
    {
        ThrottlingState state = new(0x50005);
        Assert.True(state.IsActive);
        Assert.Equal(["under-voltage", "throttled"], state.ActiveCauses);
        Assert.Equal("under-voltage, throttled now; since the start: under-voltage, throttled (0x50005)", state.ToString());
        Assert.Equal("none now; in the last seconds: throttled (0x40000)", new ThrottlingState(0x40000) { IsPolled = true }.ToString());
        Assert.False(new ThrottlingState(0xF0000).IsActive);
        Assert.Equal("none now (0x0)", new ThrottlingState(0).ToString());
    }

    [Theory]
    [InlineData(0x0u, 0x0u, "")]
    [InlineData(0x50000u, 0x50000u, "")] // happened before the first reading
    [InlineData(0x0u, 0x20000u, "Arm frequency capped")] // began and ended between the readings
    [InlineData(0x80008u, 0x80000u, "soft temperature limit")] // held at the first reading
    [InlineData(0x0u, 0x40004u, "throttled")] // holds at the second
    public void Between_two_readings_counts_what_held_at_either_and_what_was_new(uint before, uint after, string causes) =>
        Assert.Equal(causes, string.Join(", ", new ThrottlingState(after).CausesSince(new ThrottlingState(before))));
}
