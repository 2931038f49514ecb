using System.Diagnostics;
using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Compressor.Caching;

/// <summary>
/// A file that one program at a time has open. The system lets go of it when its owner ends, however that comes about; and because a network folder may not notice the end of
/// a machine, the owner also sets the file's time now and then, and who waits passes over a lock whose time stands still.
/// </summary>
internal sealed class CacheLock : IDisposable
{
    /// <summary>What is added to the entry's name.</summary>
    public const string Extension = ".lock";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    private readonly FileStream _file;
    private readonly Timer _heart;

    private CacheLock(FileStream file)
    {
        _file = file;
        _heart = new Timer(_ => Touch(), null, Beat, Beat);
    }

    /// <summary>Takes a lock, waiting for its owner.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="patience">How long an owner may show no sign of life.</param>
    /// <param name="tell">Hears of waiting.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The lock; null where its owner shows no sign of life.</returns>
    /// <exception cref="IOException">The file cannot be made, for another reason than that it is in use.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be made.</exception>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public static CacheLock? Take(string path, TimeSpan patience, Action<string> tell, CancellationToken cancellation)
    {
        DateTime seen = default;
        long since = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                // Whoever opens the file before it is deleted locks a file without a name: at worst two then do the same work.
                return new CacheLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
            }
            catch (IOException exception) when (FileInUse.IsReasonOf(exception))
            {
                DateTime time = TimeOf(path);
                if (since == 0)
                {
                    tell("another build makes the same result: waiting for it");
                }

                if (since == 0 || time != seen)
                {
                    (seen, since) = (time, Stopwatch.GetTimestamp());
                }
                else if (Stopwatch.GetElapsedTime(since) > patience)
                {
                    tell($"who made the same result shows no sign of life: going on without {path}");
                    return null;
                }
            }

            cancellation.WaitHandle.WaitOne(Pause);
        }
    }

    /// <summary>Lets go; the file goes, too.</summary>
    public void Dispose()
    {
        _heart.Dispose();
        _file.Dispose();
    }

    private static DateTime TimeOf(string path)
    {
        try
        {
            return File.GetLastWriteTimeUtc(path);
        }
        catch (Exception exception) when (ResultCache.IsTrouble(exception))
        {
            return default;
        }
    }

    private void Touch()
    {
        try
        {
            File.SetLastWriteTimeUtc(_file.SafeFileHandle, DateTime.UtcNow);
        }
        catch (Exception exception) when (ResultCache.IsTrouble(exception) || exception is ObjectDisposedException)
        {
            // A beat that is missed, or one that comes with the end.
        }
    }
}
