using RsdtrEdge.Compressor.Training;

namespace RsdtrEdge.Tools.Rsdtr.Output;

/// <summary>Tells of each epoch in a line, and in between how far training is, in a <see cref="StatusLine"/>.</summary>
internal sealed class FineTuneDisplay : IProgress<FineTuningProgress>, IDisposable
{
    private readonly TextWriter _output;
    private readonly StatusLine _line;
    private FineTuningProgress _last = new(FineTuningPhase.Load, 0, 1);

    /// <summary>Tells on the standard output stream, and shows on the error stream if it is a terminal and this is no CI run.</summary>
    public FineTuneDisplay()
        : this(Console.Out, Console.Error, StatusLine.IsWatched, TimeProvider.System)
    {
    }

    /// <summary>Tells and shows on given streams.</summary>
    /// <param name="output">Gets a line an epoch.</param>
    /// <param name="status">Gets the line that is written over.</param>
    /// <param name="isTerminal">Whether a line can be written over there; otherwise nothing is written.</param>
    /// <param name="time">The clock.</param>
    public FineTuneDisplay(TextWriter output, TextWriter status, bool isTerminal, TimeProvider time)
    {
        _output = output;
        _line = new StatusLine(status, isTerminal, time, () => FineTuneText.Of(Volatile.Read(ref _last)));
    }

    /// <inheritdoc/>
    public void Report(FineTuningProgress value)
    {
        Volatile.Write(ref _last, value);
        if (value.Before is { } before)
        {
            Tell($"before: {FineTuneText.Of(before)}");
        }

        if (value.Finished is { } epoch)
        {
            Tell(FineTuneText.Of(epoch, value.Epochs));
        }
    }

    /// <summary>Clears the line.</summary>
    public void Dispose() => _line.Dispose();

    private void Tell(string text)
    {
        try
        {
            _line.Above(() => _output.WriteLine(text));
        }
        catch (IOException)
        {
            // A log on a disk that is full, or a reader that has gone, must not cost hours of training; the report has every figure.
        }
    }
}
