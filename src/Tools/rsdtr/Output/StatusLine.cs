namespace RsdtrEdge.Tools.Rsdtr.Output;

/// <summary>
/// One line that is written over: only on a terminal, and only once the work has taken two seconds, so that builds and short runs stay
/// quiet. A timer writes the line, so that it lives on where a part takes long.
/// </summary>
internal sealed class StatusLine : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly TextWriter _writer;
    private readonly Func<string> _text;
    private readonly Lock _gate = new();
    private readonly ITimer? _timer;
    private string _shown = "";
    private bool _hasEnded;

    /// <summary>Whether the standard error stream is a terminal that a person looks at.</summary>
    public static bool IsWatched => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("CI") is null;

    /// <summary>Begins to wait for the time to show itself.</summary>
    /// <param name="writer">The stream.</param>
    /// <param name="isTerminal">Whether a line can be written over there; otherwise nothing is written.</param>
    /// <param name="time">The clock.</param>
    /// <param name="text">What stands in the line; called from another thread.</param>
    public StatusLine(TextWriter writer, bool isTerminal, TimeProvider time, Func<string> text)
    {
        _writer = writer;
        _text = text;
        _timer = isTerminal ? time.CreateTimer(_ => Show(), null, Patience, Pause) : null;
    }

    /// <summary>Writes lines that stay, above the line that is written over.</summary>
    /// <param name="write">Writes them.</param>
    public void Above(Action write)
    {
        lock (_gate)
        {
            Clear();
            write();
        }
    }

    /// <summary>Clears the line for good.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_gate)
        {
            // A call of the timer that waits here finds the end.
            _hasEnded = true;
            Clear();
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

            string text = _text();
            if (text != _shown)
            {
                Write(text);
            }
        }
    }

    private void Clear()
    {
        if (_shown.Length > 0)
        {
            Write("");
            _writer.Write('\r');
        }
    }

    private void Write(string text)
    {
        _writer.Write('\r' + text.PadRight(_shown.Length));
        _shown = text;
    }
}
