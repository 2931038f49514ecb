using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Benchmarks.Accuracy;

/// <summary>Unpacks training images: samples that leave their labels behind, as numbered files in one folder with no class in any path, and all of them in their class folders.</summary>
/// <remarks>A folder has its name only when it is complete, so that one of an interrupted run is not taken for a whole one.</remarks>
/// <param name="archive">The .tar.gz with the images in class folders, which lie in one folder.</param>
/// <param name="folder">Where the folders of images go.</param>
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
        string part = Begin(target);
        for (int i = 0; i < count; i++)
        {
            File.WriteAllBytes(Path.Combine(part, string.Create(CultureInfo.InvariantCulture, $"{i:D5}.jpg")), order[i]);
        }

        Directory.Move(part, target);
        return target;
    }

    /// <summary>Unpacks all images with their classes, once.</summary>
    /// <returns>The folder that holds one folder a class.</returns>
    public string UnpackClasses()
    {
        string target = Path.Combine(folder, "training-classes");
        if (!Directory.Exists(target))
        {
            string part = Begin(target);
            using GZipStream stream = new(File.OpenRead(archive), CompressionMode.Decompress);
            TarFile.ExtractToDirectory(stream, part, overwriteFiles: false);
            Directory.Move(Directory.GetDirectories(part).Single(), target);
            Directory.Delete(part);
        }

        return target;
    }

    private static string Begin(string target)
    {
        string part = $"{target}.part";
        if (Directory.Exists(part))
        {
            Directory.Delete(part, recursive: true);
        }

        Directory.CreateDirectory(part);
        return part;
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
