using System.Globalization;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Tools.Edge.Output;

/// <summary>
/// Shows how far a profile is, in one line on the standard error stream that is written over: only on a terminal, and in no CI run.
/// Written between two timings and not beside them, so that it disturbs none.
/// </summary>
internal sealed class ProgressLine : IProgress<ProfileProgress>, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly TextWriter _writer;
    private readonly bool _isTerminal;
    private readonly TimeProvider _time;
    private long _lastWrite;
    private string _shown = "";

    /// <summary>Shows progress on the standard error stream.</summary>
    public ProgressLine()
        : this(Console.Error, !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("CI") is null, TimeProvider.System)
    {
    }

    /// <summary>Shows progress on a stream.</summary>
    /// <param name="writer">The stream.</param>
    /// <param name="isTerminal">Whether a line can be written over there; otherwise nothing is written.</param>
    /// <param name="time">The clock.</param>
    public ProgressLine(TextWriter writer, bool isTerminal, TimeProvider time)
    {
        _writer = writer;
        _isTerminal = isTerminal;
        _time = time;
        _lastWrite = time.GetTimestamp();
    }

    /// <inheritdoc/>
    public void Report(ProfileProgress value)
    {
        if (_isTerminal && _time.GetElapsedTime(_lastWrite) >= Pause)
        {
            Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{value.Threads} thread{(value.Threads == 1 ? "" : "s")}, round {value.Round}: {value.Done} of {value.Total} stages"));
            _lastWrite = _time.GetTimestamp();
        }
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
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
