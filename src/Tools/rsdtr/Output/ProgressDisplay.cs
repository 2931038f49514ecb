using RsdtrEdge.Compressor.Pipeline;

namespace RsdtrEdge.Tools.Rsdtr.Output;

/// <summary>
/// Shows how far a compression is, in one line that is written over: only on a terminal, and only once the work has taken two
/// seconds, so that builds and short runs stay quiet. A timer writes the line, so that it lives on where a part takes long.
/// </summary>
internal sealed class ProgressDisplay : IProgress<CompressionProgress>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly TextWriter _writer;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly ITimer? _timer;
    private CompressionProgress _last = new(CompressionPhase.Load, 0, 1);
    private long _phaseBegin;
    private long _lastHeard;
    private string _shown = "";
    private bool _hasEnded;

    /// <summary>Shows progress on the standard error stream, if it is a terminal and this is no CI run.</summary>
    public ProgressDisplay()
        : this(Console.Error, !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("CI") is null, TimeProvider.System)
    {
    }

    /// <summary>Shows progress on a stream.</summary>
    /// <param name="writer">The stream.</param>
    /// <param name="isTerminal">Whether a line can be written over there; otherwise nothing is written.</param>
    /// <param name="time">The clock.</param>
    public ProgressDisplay(TextWriter writer, bool isTerminal, TimeProvider time)
    {
        _writer = writer;
        _time = time;
        _phaseBegin = _lastHeard = time.GetTimestamp();
        _timer = isTerminal ? time.CreateTimer(_ => Show(), null, Patience, Pause) : null;
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
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_gate)
        {
            // A call of the timer that waits here finds the end.
            _hasEnded = true;
            if (_shown.Length > 0)
            {
                Write("");
                _writer.Write('\r');
            }
        }
    }

    private void Show()
    {
        lock (_gate)
        {
            if (_hasEnded)
            {
                return;
            }

            string text = ProgressText.Of(_last, _time.GetElapsedTime(_phaseBegin, _lastHeard), _time.GetElapsedTime(_lastHeard));
            if (text != _shown)
            {
                Write(text);
            }
        }
    }

    private void Write(string text)
    {
        _writer.Write('\r' + text.PadRight(_shown.Length));
        _shown = text;
    }
}
