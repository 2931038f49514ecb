using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Benchmarks.Accuracy;

/// <summary>Draws training images and leaves their labels behind: numbered files in one folder, with no class in any path.</summary>
/// <param name="archive">The .tar.gz with the images in class folders.</param>
/// <param name="folder">Where the folders of samples go.</param>
internal sealed class TrainingImages(string archive, string folder)
{
    private byte[][]? _files;

    /// <summary>Unpacks a sample, each image equally likely; the same sample is unpacked once.</summary>
    /// <param name="count">Images.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>The folder that holds it.</returns>
    public string Unpack(int count, int seed)
    {
        string target = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"training-{count}-{seed}"));
        if (Directory.Exists(target))
        {
            return target;
        }

        _files ??= [.. Read(archive)];
        byte[][] order = [.. _files];
        new SeededGenerator(seed).Shuffle<byte[]>(order);
        Directory.CreateDirectory(target);
        for (int i = 0; i < count; i++)
        {
            File.WriteAllBytes(Path.Combine(target, string.Create(CultureInfo.InvariantCulture, $"{i:D5}.jpg")), order[i]);
        }

        return target;
    }

    private static IEnumerable<byte[]> Read(string archive)
    {
        using GZipStream stream = new(File.OpenRead(archive), CompressionMode.Decompress);
        using TarReader reader = new(stream);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } data)
            {
                byte[] bytes = new byte[entry.Length];
                data.ReadExactly(bytes);
                yield return bytes;
            }
        }
    }
}
