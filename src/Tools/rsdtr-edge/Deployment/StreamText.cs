using System.Text;

namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>
/// Text that a program writes, read as it comes. What the program has started may hold the stream open when it has ended itself, so that what has come until then can be taken without its end.
/// </summary>
internal sealed class StreamText
{
    private readonly StringBuilder _text = new();
    private readonly Task _reading;

    /// <summary>Begins to read.</summary>
    /// <param name="reader">What to read.</param>
    public StreamText(TextReader reader) => _reading = ReadAsync(reader);

    /// <summary>The text, when the program has ended: to the stream's end, or to where nothing more comes.</summary>
    /// <param name="silence">How long nothing may come.</param>
    public string Finish(TimeSpan silence)
    {
        int length;
        do
        {
            length = Length;
        }
        while (!_reading.Wait(silence) && Length > length);
        lock (_text)
        {
            return _text.ToString();
        }
    }

    private int Length
    {
        get
        {
            lock (_text)
            {
                return _text.Length;
            }
        }
    }

    private async Task ReadAsync(TextReader reader)
    {
        char[] buffer = new char[4096];
        try
        {
            while (await reader.ReadAsync(buffer.AsMemory()).ConfigureAwait(false) is int count and > 0)
            {
                lock (_text)
                {
                    _ = _text.Append(buffer, 0, count);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Nobody waits for the rest any more.
        }
    }
}
