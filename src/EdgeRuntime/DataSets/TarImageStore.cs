using System.Formats.Tar;
using System.IO.Compression;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.DataSets;

/// <summary>
/// A .tar, .tar.gz or .tgz of images, read from front to back without unpacking anything to disk. Images whose turn has not come yet, because the
/// archive is not in ordinal order, wait in their compressed form.
/// </summary>
internal sealed class TarImageStore : ImageStore
{
    private readonly string[] _paths;

    // The rank in _paths of the n-th entry of the archive, where that is an image.
    private readonly Dictionary<int, int> _rankOfEntry = [];

    /// <exception cref="RsdtrException"><see cref="DataDiagnostics.PathUnreadable"/>: no readable archive.</exception>
    public TarImageStore(string archive)
    {
        Location = archive;

        // As when an archive is unpacked, a later entry replaces an earlier one of the same path.
        SortedDictionary<string, int> entryOfPath = new(StringComparer.Ordinal);
        foreach ((int number, TarEntry entry) in Entries())
        {
            if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes)
            {
                continue;
            }

            string path = Normalized(entry.Name);
            if (!IsFile(entry) || !ImageFolder.IsImagePath(path))
            {
                IgnoredEntries++;
            }
            else if (!entryOfPath.TryAdd(path, number))
            {
                entryOfPath[path] = number;
                IgnoredEntries++;
            }
        }

        _paths = [.. entryOfPath.Keys];
        foreach (int number in entryOfPath.Values)
        {
            _rankOfEntry.Add(number, _rankOfEntry.Count);
        }
    }

    public override string Location { get; }

    public override bool IsRandomAccess => false;

    public override IReadOnlyList<string> Paths => _paths;

    public override int IgnoredEntries { get; }

    public override IEnumerable<EncodedImage> Read(IReadOnlyList<int> indices)
    {
        HashSet<int> wanted = [.. indices];
        Dictionary<int, byte[]> waiting = [];
        int next = 0;
        foreach ((int number, TarEntry entry) in Entries())
        {
            if (next == indices.Count)
            {
                yield break;
            }

            if (!_rankOfEntry.TryGetValue(number, out int rank) || !wanted.Contains(rank))
            {
                continue;
            }

            waiting.Add(rank, ReadEntry(entry));
            while (next < indices.Count && waiting.Remove(indices[next], out byte[]? bytes))
            {
                yield return new EncodedImage(indices[next], bytes);
                next++;
            }
        }

        if (next < indices.Count)
        {
            throw Unreadable(new IOException("the archive has changed since it was listed"));
        }
    }

    private static bool IsFile(TarEntry entry) =>
        entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile;

    private static string Normalized(string name)
    {
        while (name.StartsWith("./", StringComparison.Ordinal))
        {
            name = name[2..];
        }

        return name.TrimStart('/');
    }

    /// <summary>The entries with their numbers. A method of its own, as no exception can be caught around a yield.</summary>
    private IEnumerable<(int Number, TarEntry Entry)> Entries()
    {
        using Stream stream = Open();
        using TarReader reader = new(stream);
        for (int number = 0; Next(reader) is { } entry; number++)
        {
            yield return (number, entry);
        }
    }

    private Stream Open()
    {
        try
        {
            FileStream file = new(Location, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            return Location.EndsWith(".tar", StringComparison.OrdinalIgnoreCase) ? file : new GZipStream(file, CompressionMode.Decompress);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(exception);
        }
    }

    private TarEntry? Next(TarReader reader)
    {
        try
        {
            return reader.GetNextEntry();
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            throw Damaged(exception);
        }
    }

    private byte[] ReadEntry(TarEntry entry)
    {
        CheckSize(entry.Name, entry.Length);
        try
        {
            byte[] bytes = new byte[entry.Length];
            entry.DataStream?.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            throw Damaged(exception);
        }
    }

    private static bool IsDamage(Exception exception) => exception is IOException or InvalidDataException or FormatException or ArgumentException or OverflowException or InvalidOperationException;

    private RsdtrException Damaged(Exception exception) =>
        new(DataDiagnostics.PathUnreadable, $"is no complete tar archive: {exception.Message}; pack it again", Location, innerException: exception);
}
