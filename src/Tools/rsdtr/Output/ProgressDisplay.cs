using RsdtrEdge.Compressor.Pipeline;

namespace RsdtrEdge.Tools.Rsdtr.Output;

/// <summary>Shows how far a compression is, in a <see cref="StatusLine"/>.</summary>
internal sealed class ProgressDisplay : IProgress<CompressionProgress>, IDisposable
{
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly StatusLine _line;
    private CompressionProgress _last = new(CompressionPhase.Load, 0, 1);
    private long _phaseBegin;
    private long _lastHeard;

    /// <summary>Shows progress on the standard error stream, if it is a terminal and this is no CI run.</summary>
    public ProgressDisplay()
        : this(Console.Error, StatusLine.IsWatched, TimeProvider.System)
    {
    }

    /// <summary>Shows progress on a stream.</summary>
    /// <param name="writer">The stream.</param>
    /// <param name="isTerminal">Whether a line can be written over there; otherwise nothing is written.</param>
    /// <param name="time">The clock.</param>
    public ProgressDisplay(TextWriter writer, bool isTerminal, TimeProvider time)
    {
        _time = time;
        _phaseBegin = _lastHeard = time.GetTimestamp();
        _line = new StatusLine(writer, isTerminal, time, Text);
    }

    /// <inheritdoc/>
    public void Report(CompressionProgress value)
    {
        lock (_gate)
        {
            bool isNew = value.Phase != _last.Phase || value.Total != _last.Total;
            // Threads that report side by side may do so out of turn.
            if (!isNew && value.Done <= _last.Done)
            {
                return;
            }

            _lastHeard = _time.GetTimestamp();
            _phaseBegin = value.Phase != _last.Phase ? _lastHeard : _phaseBegin;
            _last = value;
        }
    }

    /// <summary>Clears the line.</summary>
    public void Dispose() => _line.Dispose();

    private string Text()
    {
        lock (_gate)
        {
            return ProgressText.Of(_last, _time.GetElapsedTime(_phaseBegin, _lastHeard), _time.GetElapsedTime(_lastHeard));
        }
    }
}
