using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Tools.Rsdtr.Output;

namespace RsdtrEdge.Integration.Tests.Cli;

public sealed class ProgressDisplayTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly StringWriter _writer = new();

    public void Dispose() => _writer.Dispose();

    [Fact]
    public void Nothing_is_shown_of_short_work()
    {
        using (ProgressDisplay display = new(_writer, isTerminal: true, _time))
        {
            display.Report(new CompressionProgress(CompressionPhase.Candidates, 1, 4));
            _time.Pass(1.9);
            display.Report(new CompressionProgress(CompressionPhase.Candidates, 2, 4));
        }

        Assert.Equal("", _writer.ToString());
    }

    [Fact]
    public void Nothing_is_shown_where_there_is_no_terminal()
    {
        using (ProgressDisplay display = new(_writer, isTerminal: false, _time))
        {
            display.Report(new CompressionProgress(CompressionPhase.Candidates, 1, 4));
            _time.Pass(60);
        }

        Assert.Equal("", _writer.ToString());
    }

    [Fact]
    public void Long_work_tells_its_step_the_share_that_is_done_and_the_time_left()
    {
        using ProgressDisplay display = new(_writer, isTerminal: true, _time);
        _time.Pass(3);
        Assert.Equal("reading", Line);
        display.Report(new CompressionProgress(CompressionPhase.Fit, 0, 10));
        _time.Pass(4);
        Assert.Equal("fitting layers: 0 %", Line);
        // Four seconds for two of ten parts: sixteen for the rest.
        display.Report(new CompressionProgress(CompressionPhase.Fit, 2, 10));
        _time.Pass(0.25);
        Assert.Equal("fitting layers: 20 %, about 16 s left of this step", Line);
        // Time goes on without news; what is overdue is not guessed again.
        _time.Pass(6);
        Assert.Equal("fitting layers: 20 %, about 10 s left of this step", Line);
        _time.Pass(20);
        Assert.Equal("fitting layers: 20 %", Line);
    }

    [Fact]
    public void Threads_that_report_out_of_turn_do_not_turn_it_back()
    {
        using ProgressDisplay display = new(_writer, isTerminal: true, _time);
        display.Report(new CompressionProgress(CompressionPhase.Candidates, 3, 4));
        display.Report(new CompressionProgress(CompressionPhase.Candidates, 2, 4));
        _time.Pass(2);
        Assert.Equal("factorizing layers: 75 %", Line);
    }

    [Fact]
    public void The_line_is_cleared_in_the_end()
    {
        using (ProgressDisplay display = new(_writer, isTerminal: true, _time))
        {
            _time.Pass(2);
        }

        _time.Pass(2);
        Assert.Equal($"\rreading\r{new string(' ', "reading".Length)}\r", _writer.ToString());
    }

    [Theory]
    [InlineData(CompressionPhase.Load, "reading")]
    [InlineData(CompressionPhase.Calibrate, "running the original on images")]
    [InlineData(CompressionPhase.Candidates, "factorizing layers")]
    [InlineData(CompressionPhase.Allocate, "choosing ranks")]
    [InlineData(CompressionPhase.Fit, "fitting layers")]
    [InlineData(CompressionPhase.Measure, "measuring the speed")]
    [InlineData(CompressionPhase.FineTune, "training")]
    [InlineData(CompressionPhase.Verify, "verifying")]
    public void Every_step_has_words(CompressionPhase phase, string words)
    {
        Assert.Equal(words, ProgressText.Of(new CompressionProgress(phase, 0, 1), TimeSpan.Zero, TimeSpan.Zero));
        // Four minutes for a quarter: twelve for the rest.
        Assert.Equal(
            $"{words}: 25 %, about 12 min left of this step",
            ProgressText.Of(new CompressionProgress(phase, 1, 4), TimeSpan.FromMinutes(4), TimeSpan.Zero));
    }

    // What stands in the line after all that was written over it.
    private string Line => _writer.ToString().Split('\r')[^1].TrimEnd();
}
