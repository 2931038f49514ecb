using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.Tests.Diagnostics;

public sealed class ProgramExitTests
{
    [Fact]
    public void An_expected_failure_is_its_line_and_its_exit_code() => AssertLine(
        new RsdtrException(BudgetDiagnostics.FlopsExceeded, "3 > 2", "devices/pi4.json", 7),
        "devices/pi4.json(7): error RSDTR2102: 3 > 2",
        3);

    [Fact]
    public void A_cancellation_ends_with_130() => AssertLine(
        new OperationCanceledException(), "tool: error RSDTR3004: cancelled; nothing was written.", 130);

    [Fact]
    public void The_expected_failure_among_several_is_the_one_told() => AssertLine(
        new AggregateException(new OperationCanceledException(), new AggregateException(new RsdtrException(DataDiagnostics.EmptySet, "no image"))),
        "tool: error RSDTR1105: no image",
        1);

    [Fact]
    public void Anything_else_is_a_fault_on_one_line_with_what_to_do()
    {
        using StringWriter error = new();
        int code = ProgramExit.Report("tool", new InvalidOperationException("first\nsecond"), error);
        Assert.Equal(4, code);
        string line = Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("tool: error RSDTR3005: a fault of the program itself: InvalidOperationException: first second.", line, StringComparison.Ordinal);
        Assert.Contains("report it", line, StringComparison.Ordinal);
        Assert.Contains("RSDTR_TRACE=1", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_that_ran_out_is_no_fault_of_the_program()
    {
        using StringWriter error = new();
        Assert.Equal(4, ProgramExit.Report("tool", new InsufficientMemoryException(), error));
        Assert.StartsWith("tool: error RSDTR3011: memory ran out, of the ", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("a smaller input shape", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_command_line_points_at_the_help()
    {
        using StringWriter error = new();
        Assert.Equal(2, ProgramExit.WrongUsage("tool", "Option '--x' is unknown.", error));
        Assert.Equal("tool: error RSDTR3002: Option '--x' is unknown: see tool --help." + Environment.NewLine, error.ToString());
        error.GetStringBuilder().Clear();
        Assert.Equal(2, ProgramExit.WrongUsage("tool", "Option '--x' is unknown.", error, "command"));
        Assert.Equal("tool: error RSDTR3002: Option '--x' is unknown: see tool command --help." + Environment.NewLine, error.ToString());
    }

    [Fact]
    public void Work_that_succeeds_gives_its_own_exit_code() => Assert.Equal(3, ProgramExit.Run("tool", _ => 3));

    private static void AssertLine(Exception exception, string line, int code)
    {
        using StringWriter error = new();
        Assert.Equal(code, ProgramExit.Report("tool", exception, error));
        Assert.Equal(line + Environment.NewLine, error.ToString());
    }
}
