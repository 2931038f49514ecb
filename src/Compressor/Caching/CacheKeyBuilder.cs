using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Compressor.Caching;

/// <summary>Puts named values and the bytes of files into one hash. Each has its length before it, so that no two lists run into the same bytes.</summary>
/// <param name="cancellation">Stops the reading of files.</param>
internal sealed class CacheKeyBuilder(CancellationToken cancellation)
{
    private const int BufferBytes = 1 << 18;

    private readonly XxHash128 _hash = new();

    /// <summary>Puts in a value; null differs from every text.</summary>
    public void Append(string name, object? value)
    {
        AppendText(name);
        AppendText(value is null ? "null" : "=" + Invariant(value));
    }

    /// <summary>Puts in a file's bytes.</summary>
    /// <param name="name">What the file is for; where it lies has no say.</param>
    /// <param name="path">The file.</param>
    public void AppendFile(string name, string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
        Append(name, file.Length);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (int read; (read = file.Read(buffer)) > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                _hash.Append(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Puts in a data path: a file with the ending that tells its kind, or each image of a folder with its path below it, which may be its class.</summary>
    /// <param name="name">What the data is for.</param>
    /// <param name="path">The file or folder; null for none.</param>
    public void AppendData(string name, string? path)
    {
        if (path is null || !Directory.Exists(path))
        {
            Append(name, path is null ? null : string.Concat(Path.GetFileName(path).SkipWhile(c => c != '.')));
            if (path is not null)
            {
                AppendFile(name, path);
            }

            return;
        }

        // What is read, and nothing beside it: a .DS_Store is no other result.
        (string Path, FileInfo File)[] images = [.. ImageFolder.Images(path)];
        Append(name, images.Length);
        foreach ((string relative, FileInfo image) in images.OrderBy(image => image.Path, StringComparer.Ordinal))
        {
            AppendFile(relative, image.FullName);
        }
    }

    /// <summary>The hash of all that was put in, as 32 lower-case hexadecimal digits.</summary>
    public string ToHex() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>A value as text that reads back as the same value, on every machine.</summary>
    public static string Invariant<T>(T value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private void AppendText(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        _hash.Append(BitConverter.GetBytes(bytes.Length));
        _hash.Append(bytes);
    }
}
