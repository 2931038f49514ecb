using System.Runtime.InteropServices;

namespace RsdtrEdge.Benchmarks;

/// <summary>A folder for the files of one run, which is gone when the run ends, by Ctrl-C or a signal, too.</summary>
internal sealed class ThrownAwayFolder : IDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly PosixSignalRegistration[] _signals;

    /// <summary>Makes the folder.</summary>
    /// <param name="prefix">What its name begins with.</param>
    public ThrownAwayFolder(string prefix)
    {
        _folder = Directory.CreateTempSubdirectory(prefix);
        _signals = [.. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP]).Select(signal => PosixSignalRegistration.Create(signal, _ => Delete()))];
    }

    /// <summary>The folder's full path.</summary>
    public string FullName => _folder.FullName;

    /// <inheritdoc />
    public void Dispose()
    {
        Array.ForEach(_signals, signal => signal.Dispose());
        Delete();
    }

    // The signal then ends the process as it would have. What a tool of the run still writes, or holds open, must not keep it from that.
    private void Delete()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It lies in the system's folder for such files.
        }
    }
}
