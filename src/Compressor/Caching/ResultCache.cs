namespace RsdtrEdge.Compressor.Caching;

/// <summary>
/// Keeps results under the hash of what they were made from, in a folder that projects, configurations and programs share. What goes wrong with it
/// is told and costs nothing but the work that it would have saved.
/// </summary>
/// <param name="directory">The cache's folder; it need not exist. All that the cache writes lies in its folder <see cref="FolderName"/>.</param>
/// <param name="mostBytes">What all entries together may take; those that were not used for longest go first.</param>
/// <param name="tell">Hears, in a sentence, of waiting, of entries that are damaged, and of a folder that cannot be used.</param>
public sealed class ResultCache(string directory, long mostBytes, Action<string> tell)
{
    /// <summary>The folder in the cache's folder that holds the entries; it may be deleted at any time.</summary>
    public const string FolderName = "compressed";

    private readonly string _root = Path.Combine(Path.GetFullPath(directory), FolderName);

    /// <summary>How long a lock that another program holds may show no sign of life until it is passed over.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Begins to work on a result. Who else wants the same one, in this or another program, waits here until the lease ends, and finds it made.
    /// </summary>
    /// <param name="key">The result's name.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public CacheLease Enter(CacheKey key, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        string path = Path.Combine(_root, key.Text[..2], key.Text + CacheEntry.Extension);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new CacheLease(this, key, path, CacheLock.Take(path + CacheLock.Extension, Patience, tell, cancellation));
        }
        catch (Exception exception) when (IsTrouble(exception))
        {
            tell($"the folder {_root} cannot be used, so that nothing is taken from it or kept in it: {exception.Message}");
            return new CacheLease(this, key, null, null);
        }
    }

    /// <summary>Says what there is to know.</summary>
    internal void Tell(string message) => tell(message);

    /// <summary>What one entry may take, as all together.</summary>
    internal long MostBytes => mostBytes;

    /// <summary>Makes room after an entry was written.</summary>
    /// <param name="newest">The entry, which stays.</param>
    internal void Trim(string newest) => CacheTrimming.Run(_root, mostBytes, newest);

    /// <summary>Whether a failure is the file system's, and no fault of the program.</summary>
    internal static bool IsTrouble(Exception exception) => exception is IOException or UnauthorizedAccessException or NotSupportedException;
}
