namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>A run of many steps: the folder in which finished ones stay, and Ctrl-C, which ends it between two of them.</summary>
internal sealed class LongRun : IDisposable
{
    // What the shell knows a program by that Ctrl-C ended.
    private const int Stopped = 130;

    private readonly CancellationTokenSource _stop = new();
    private readonly bool _isKept;

    /// <summary>Begins.</summary>
    /// <param name="work">The folder; null for one that is thrown away at the end.</param>
    /// <param name="prefix">What the name of one that is thrown away begins with.</param>
    public LongRun(string? work, string prefix)
    {
        _isKept = work is not null;
        Folder = work is not null ? Directory.CreateDirectory(work).FullName : Directory.CreateTempSubdirectory(prefix).FullName;
        Console.CancelKeyPress += Hear;
    }

    /// <summary>The folder's full path.</summary>
    public string Folder { get; }

    /// <summary>Ends the run before its next step. The tool's process hears of Ctrl-C, too, and keeps how far it is; the second one ends at once.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Says that the run was stopped.</summary>
    /// <param name="progress">Where.</param>
    /// <returns>The exit code.</returns>
    public int TellStopped(TextWriter progress)
    {
        progress.WriteLine($"stopped{(_isKept ? "; the same command goes on from here" : "")}");
        return Stopped;
    }

    /// <summary>Throws the folder away where it is not kept.</summary>
    public void Dispose()
    {
        Console.CancelKeyPress -= Hear;
        _stop.Dispose();
        if (!_isKept)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private void Hear(object? sender, ConsoleCancelEventArgs signal)
    {
        signal.Cancel = !_stop.IsCancellationRequested;
        _stop.Cancel();
    }
}
