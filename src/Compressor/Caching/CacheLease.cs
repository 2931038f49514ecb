namespace RsdtrEdge.Compressor.Caching;

/// <summary>The right to make one result, while others that want it wait.</summary>
public sealed class CacheLease : IDisposable
{
    private readonly ResultCache _cache;
    private readonly CacheKey _key;
    private readonly string? _path;
    private readonly CacheLock? _lock;

    internal CacheLease(ResultCache cache, CacheKey key, string? path, CacheLock? held)
    {
        _cache = cache;
        _key = key;
        _path = path;
        _lock = held;
    }

    /// <summary>The result's name.</summary>
    public CacheKey Key => _key;

    /// <summary>Takes what is kept, once all of it was read and held against its hash. An entry that is damaged is told of and removed.</summary>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>Null where nothing is kept.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public CacheEntry? Read(CancellationToken cancellation = default)
    {
        if (_path is null || !File.Exists(_path))
        {
            return null;
        }

        try
        {
            if (CacheEntry.Open(_path, _key, cancellation) is { } entry)
            {
                TouchAsUsed(_path);
                return entry;
            }

            _cache.Tell($"the entry {_path} is damaged and is made again");
            File.Delete(_path);
        }
        catch (Exception exception) when (ResultCache.IsTrouble(exception))
        {
            _cache.Tell($"the entry {_path} cannot be read and is passed over: {exception.Message}");
        }

        return null;
    }

    /// <summary>Keeps a result: all of it or nothing.</summary>
    /// <param name="parts">Its parts.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <returns>Whether it is kept; where it is not, the reason was told.</returns>
    /// <exception cref="OperationCanceledException">It was stopped; nothing is kept.</exception>
    public bool Store(IReadOnlyList<CachePart> parts, CancellationToken cancellation = default)
    {
        if (_path is null)
        {
            return false;
        }

        try
        {
            if (CacheEntry.Write(_path, _key, parts, _cache.MostBytes, cancellation))
            {
                _cache.Trim(_path);
                return true;
            }

            _cache.Tell($"the result is larger than the cache may be ({_cache.MostBytes} bytes) and is not kept");
        }
        catch (Exception exception) when (ResultCache.IsTrouble(exception))
        {
            _cache.Tell($"the result cannot be kept: {exception.Message}");
        }

        return false;
    }

    /// <summary>Lets those that wait go on.</summary>
    public void Dispose() => _lock?.Dispose();

    // The time of writing is that of the last use: those of reading are switched off on many systems.
    private static void TouchAsUsed(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception exception) when (ResultCache.IsTrouble(exception))
        {
            // Of a folder that may only be read entries are taken all the same.
        }
    }
}
