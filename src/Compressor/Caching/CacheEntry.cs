using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace RsdtrEdge.Compressor.Caching;

/// <summary>
/// One result as a file: a line that names the form, a line of JSON with the key and the parts' sizes, the parts' bytes, and the XxHash128 of all that. A single
/// file is moved into place at once, is there or not, and is removed at once.
/// </summary>
public sealed class CacheEntry : IDisposable
{
    /// <summary>What follows the key in an entry's name.</summary>
    internal const string Extension = ".rsdtr";

    /// <summary>How the name of an entry that is being written ends.</summary>
    internal const string TemporaryExtension = ".tmp";

    private const string Form = "rsdtr-cache/1\n";
    private const int HashBytes = 16;
    private const int MostHeaderBytes = 1 << 16;
    private const int BufferBytes = 1 << 18;

    private readonly FileStream _file;
    private readonly Dictionary<string, (long Offset, long Bytes)> _parts;

    private CacheEntry(FileStream file, Dictionary<string, (long Offset, long Bytes)> parts)
    {
        _file = file;
        _parts = parts;
    }

    /// <summary>Whether it has a part.</summary>
    /// <param name="name">The part's name.</param>
    public bool Has(string name) => _parts.ContainsKey(name);

    /// <summary>Copies a part.</summary>
    /// <param name="name">The part's name.</param>
    /// <param name="target">Where to.</param>
    /// <exception cref="KeyNotFoundException">There is no such part.</exception>
    public void CopyTo(string name, Stream target)
    {
        ArgumentNullException.ThrowIfNull(target);
        (long offset, long left) = _parts[name];
        _file.Position = offset;
        byte[] buffer = new byte[(int)Math.Min(BufferBytes, Math.Max(1, left))];
        while (left > 0)
        {
            int count = (int)Math.Min(left, buffer.Length);
            _file.ReadExactly(buffer, 0, count);
            target.Write(buffer, 0, count);
            left -= count;
        }
    }

    /// <summary>A part as text.</summary>
    /// <param name="name">The part's name.</param>
    public string ReadText(string name)
    {
        using MemoryStream text = new();
        CopyTo(name, text);
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>Opens an entry, once all of it was held against its hash.</summary>
    /// <returns>Null where it is damaged, cut, or of another form or key.</returns>
    internal static CacheEntry? Open(string path, CacheKey key, CancellationToken cancellation)
    {
        // It may be deleted while it is read: what is open stays.
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1);
        CacheEntry? entry = null;
        try
        {
            entry = IsIntact(file, cancellation) && ReadParts(file, key) is { } parts ? new CacheEntry(file, parts) : null;
            return entry;
        }
        finally
        {
            if (entry is null)
            {
                file.Dispose();
            }
        }
    }

    /// <summary>Writes an entry under a temporary name and moves it into place.</summary>
    /// <returns>False where it would be larger than it may be; then there is none.</returns>
    internal static bool Write(string path, CacheKey key, IReadOnlyList<CachePart> parts, long mostBytes, CancellationToken cancellation)
    {
        string temporary = $"{path}.{Path.GetRandomFileName()}{TemporaryExtension}";
        try
        {
            using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1))
            {
                if (!Write(file, key, parts, mostBytes, cancellation))
                {
                    return false;
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            return true;
        }
        finally
        {
            // Moved, there is nothing under this name.
            File.Delete(temporary);
        }
    }

    private static bool Write(FileStream file, CacheKey key, IReadOnlyList<CachePart> parts, long mostBytes, CancellationToken cancellation)
    {
        Stream[] contents = [.. parts.Select(part => part.Open())];
        try
        {
            Header header = new(key.Text, [.. parts.Select((part, index) => new HeaderPart(part.Name, contents[index].Length))]);
            byte[] beginning = Encoding.UTF8.GetBytes(Form + JsonSerializer.Serialize(header) + "\n");
            if (beginning.Length + contents.Sum(content => content.Length) + HashBytes > mostBytes)
            {
                return false;
            }

            XxHash128 hash = new();
            hash.Append(beginning);
            file.Write(beginning);
            byte[] buffer = new byte[BufferBytes];
            foreach (Stream content in contents)
            {
                for (int read; (read = content.Read(buffer)) > 0;)
                {
                    cancellation.ThrowIfCancellationRequested();
                    hash.Append(buffer.AsSpan(0, read));
                    file.Write(buffer, 0, read);
                }
            }

            file.Write(hash.GetCurrentHash());
            return true;
        }
        finally
        {
            Array.ForEach(contents, content => content.Dispose());
        }
    }

    private static bool IsIntact(FileStream file, CancellationToken cancellation)
    {
        long left = file.Length - HashBytes;
        if (left < Form.Length)
        {
            return false;
        }

        XxHash128 hash = new();
        byte[] buffer = new byte[BufferBytes];
        while (left > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = file.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (count == 0)
            {
                return false;
            }

            hash.Append(buffer.AsSpan(0, count));
            left -= count;
        }

        file.ReadExactly(buffer, 0, HashBytes);
        return hash.GetCurrentHash().AsSpan().SequenceEqual(buffer.AsSpan(0, HashBytes));
    }

    // What passed the hash was written by a program like this one, of another form perhaps.
    private static Dictionary<string, (long Offset, long Bytes)>? ReadParts(FileStream file, CacheKey key)
    {
        file.Position = 0;
        byte[] beginning = new byte[(int)Math.Min(MostHeaderBytes, file.Length)];
        file.ReadExactly(beginning);
        int end = beginning.AsSpan(Form.Length).IndexOf((byte)'\n') + Form.Length;
        if (end < Form.Length || !beginning.AsSpan(0, Form.Length).SequenceEqual(Encoding.UTF8.GetBytes(Form))
            || JsonSerializer.Deserialize<Header>(beginning.AsSpan(Form.Length, end - Form.Length)) is not { } header || header.Key != key.Text)
        {
            return null;
        }

        Dictionary<string, (long, long)> parts = new(StringComparer.Ordinal);
        long offset = end + 1;
        foreach (HeaderPart part in header.Parts)
        {
            parts.Add(part.Name, (offset, part.Bytes));
            offset += part.Bytes;
        }

        return offset + HashBytes == file.Length ? parts : null;
    }

    private sealed record Header(string Key, HeaderPart[] Parts);

    private sealed record HeaderPart(string Name, long Bytes);
}
