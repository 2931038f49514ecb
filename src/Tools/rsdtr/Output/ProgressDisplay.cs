using System.Diagnostics;
using System.Globalization;
using RsdtrEdge.Compressor.Pipeline;

namespace RsdtrEdge.Tools.Rsdtr.Output;

/// <summary>
/// Shows how far a compression is, in one line that is written over: only on a terminal, and only once the work has taken two
/// seconds, so that builds and short runs stay quiet.
/// </summary>
internal sealed class ProgressDisplay : IProgress<CompressionProgress>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly TextWriter _writer;
    private readonly bool _isTerminal;
    private readonly Lock _gate = new();
    private readonly long _begin = Stopwatch.GetTimestamp();
    private (CompressionPhase Phase, long Begin) _phase = (CompressionPhase.Load, Stopwatch.GetTimestamp());
    private long _last;
    private int _width;

    /// <summary>Shows progress on a stream.</summary>
    public ProgressDisplay(TextWriter writer)
    {
        _writer = writer;
        _isTerminal = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("CI") is null;
    }

    /// <inheritdoc/>
    public void Report(CompressionProgress value)
    {
        if (!_isTerminal)
        {
            return;
        }

        lock (_gate)
        {
            long now = Stopwatch.GetTimestamp();
            if (value.Phase != _phase.Phase)
            {
                _phase = (value.Phase, now);
            }

            if (Stopwatch.GetElapsedTime(_begin, now) >= Patience && Stopwatch.GetElapsedTime(_last, now) >= Pause)
            {
                _last = now;
                Show(Describe(value, Stopwatch.GetElapsedTime(_phase.Begin, now)));
            }
        }
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        if (_width > 0)
        {
            Show("");
            _writer.Write('\r');
        }
    }

    private static string Describe(CompressionProgress value, TimeSpan elapsed)
    {
        string text = value.Phase switch
        {
            CompressionPhase.Load => "reading",
            CompressionPhase.Candidates => "decomposing",
            CompressionPhase.Allocate => "allocating ranks",
            CompressionPhase.Rewrite => "rewriting",
            _ => "verifying",
        };
        if (value.Total > 1)
        {
            text += string.Create(CultureInfo.InvariantCulture, $" {value.Done}/{value.Total} layers");
            if (value.Done > 0 && value.Done < value.Total)
            {
                double left = elapsed.TotalSeconds / value.Done * (value.Total - value.Done);
                text += string.Create(CultureInfo.InvariantCulture, $", about {left:F0} s left");
            }
        }

        return text;
    }

    private void Show(string text)
    {
        _writer.Write('\r' + text.PadRight(_width));
        _width = text.Length;
    }
}
