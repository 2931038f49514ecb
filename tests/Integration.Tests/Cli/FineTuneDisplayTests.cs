using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Tools.Rsdtr.Output;

namespace RsdtrEdge.Integration.Tests.Cli;

public sealed class FineTuneDisplayTests : IDisposable
{
    private static readonly HeldOutFigures Figures = new(50, 0.8123, 0.9, 0.25, 0.85);

    private readonly ManualTime _time = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _status = new();

    public void Dispose()
    {
        _output.Dispose();
        _status.Dispose();
    }

    [Fact]
    public void Each_epoch_has_a_line_that_stays()
    {
        using FineTuneDisplay display = new(_output, _status, isTerminal: false, _time);
        display.Report(new FineTuningProgress(FineTuningPhase.Prepare, 1, 1) { Before = Figures });
        display.Report(new FineTuningProgress(FineTuningPhase.Judge, 10, 20)
        {
            Epoch = 1,
            Epochs = 2,
            Finished = new EpochFigures(1, 9, 1, 0.5, 1, 0.005, Figures with { Top1 = null }, true, 1480.4, 2),
        });
        Assert.Equal(
            "before: top-1 81.23 %, same class as the teacher 90.00 %, output error 0.2500\n"
            + "epoch 1/2: loss 0.5; same class as the teacher 90.00 %, output error 0.2500; 1480 images/s, 1 steps skipped; best so far\n",
            _output.ToString());
        Assert.Equal("", _status.ToString());
    }

    [Fact]
    public void A_log_that_cannot_be_written_does_not_end_the_training()
    {
        using FullDisk output = new();
        using FineTuneDisplay display = new(output, _status, isTerminal: false, _time);
        display.Report(new FineTuningProgress(FineTuningPhase.Prepare, 1, 1) { Before = Figures });
        Assert.True(output.WasAsked);
    }

    [Fact]
    public void Between_epochs_the_terminal_shows_how_far_it_is()
    {
        using FineTuneDisplay display = new(_output, _status, isTerminal: true, _time);
        display.Report(new FineTuningProgress(FineTuningPhase.Train, 5, 20)
        {
            Epoch = 1,
            Epochs = 2,
            Loss = 0.123456,
            ImagesPerSecond = 1480.4,
            Left = TimeSpan.FromMinutes(12),
        });
        _time.Pass(2);
        string line = "training: epoch 1 of 2, 25 %, loss 0.1235, 1480 images/s, about 12 min left";
        Assert.Equal('\r' + line, _status.ToString());
        // A line that stays is written where nothing is in its way.
        display.Report(new FineTuningProgress(FineTuningPhase.Prepare, 1, 1) { Before = Figures });
        Assert.Equal($"\r{line}\r{new string(' ', line.Length)}\r", _status.ToString());
        Assert.StartsWith("before: ", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(12.2, "about 13 s left")]
    [InlineData(89, "about 89 s left")]
    [InlineData(300, "about 5 min left")]
    [InlineData(9000, "about 2.5 h left")]
    public void Time_left_is_told_as_near_as_it_matters(double seconds, string text) =>
        Assert.EndsWith(text, FineTuneText.Of(new FineTuningProgress(FineTuningPhase.Train, 1, 2) { Left = TimeSpan.FromSeconds(seconds) }), StringComparison.Ordinal);

    [Theory]
    [InlineData(FineTuningPhase.Load, "reading images: 10 %")]
    [InlineData(FineTuningPhase.Prepare, "preparing: 10 %")]
    [InlineData(FineTuningPhase.Train, "training: 10 %")]
    [InlineData(FineTuningPhase.Judge, "judging: 10 %")]
    [InlineData(FineTuningPhase.Verify, "verifying: 10 %")]
    public void Every_step_has_words(FineTuningPhase phase, string text) => Assert.Equal(text, FineTuneText.Of(new FineTuningProgress(phase, 1, 10)));

    private sealed class FullDisk : StringWriter
    {
        public bool WasAsked { get; private set; }

        public override void WriteLine(string? value)
        {
            WasAsked = true;
            throw new IOException("No space left on device");
        }
    }
}
