namespace RsdtrEdge.Compressor.Caching;

/// <summary>Keeps a cache within its size: what was not used for longest goes first, and with it what ended programs left behind.</summary>
internal static class CacheTrimming
{
    // No program writes an entry, or waits for one, for longer.
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    /// <summary>Makes room.</summary>
    /// <param name="root">The folder of entries.</param>
    /// <param name="mostBytes">What all entries together may take.</param>
    /// <param name="newest">The entry that stays in any case.</param>
    public static void Run(string root, long mostBytes, string newest)
    {
        FileInfo[] files = [.. new DirectoryInfo(root).EnumerateFiles("*", SearchOption.AllDirectories)];
        foreach (FileInfo left in files.Where(file => file.Extension != CacheEntry.Extension && DateTime.UtcNow - file.LastWriteTimeUtc > Abandoned))
        {
            TryDelete(left);
        }

        FileInfo[] entries = [.. files.Where(file => file.Extension == CacheEntry.Extension)];
        long bytes = entries.Sum(entry => entry.Length);
        foreach (FileInfo entry in entries.Where(entry => entry.FullName != newest).OrderBy(entry => entry.LastWriteTimeUtc).ThenBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (bytes <= mostBytes)
            {
                return;
            }

            bytes -= entry.Length;
            TryDelete(entry);
        }
    }

    private static void TryDelete(FileInfo file)
    {
        try
        {
            file.Delete();
        }
        catch (Exception exception) when (ResultCache.IsTrouble(exception))
        {
            // In use on Windows, or another's: the next entry makes room.
        }
    }
}
